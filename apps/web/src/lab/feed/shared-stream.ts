import { eventStream } from './event-stream';

const NAME = 'lab-events';

/**
 * One stream of events for all tabs of a browser: it has six connections for each host, and a stream takes one. The tab that
 * holds a lock opens the stream and passes on what comes; when that tab closes, the browser gives the lock to the next one.
 */
export function sharedStream(url: string, onData: (data: string) => void, signal: AbortSignal): void {
  // A page that was opened by plain HTTP from another machine has no locks.
  if (!('locks' in navigator)) return eventStream(url, onData, signal);
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<string>) => onData(data);
  signal.addEventListener('abort', () => channel.close());
  const lead = () =>
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
      if (signal.aborted) return resolve();
      const passOn = (data: string) => {
        channel.postMessage(data);
        onData(data);
      };
      eventStream(url, passOn, signal);
    });
  // Rejects when the wait for the lock is aborted.
  navigator.locks.request(NAME, { signal }, lead).catch(() => undefined);
}
