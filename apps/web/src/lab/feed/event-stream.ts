/** After this many milliseconds of silence another replica is asked: the cluster says something every second. */
const SILENCE_MS = 3500;
const RECONNECT_MS = 1000;

/** A stream of server-sent events that is opened again whenever it breaks or falls silent, until `signal` is aborted. */
export function eventStream(url: string, onData: (data: string) => void, signal: AbortSignal): void {
  let source: EventSource | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const expectWithin = (milliseconds: number) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(open, milliseconds);
  };
  const close = () => {
    clearTimeout(watchdog);
    source?.close();
  };
  function open(): void {
    close();
    source = new EventSource(url);
    source.onmessage = ({ data }) => {
      expectWithin(SILENCE_MS);
      onData(data as string);
    };
    // The browser itself connects again, unless the answer was an error.
    source.onerror = () => source?.readyState === EventSource.CLOSED && expectWithin(RECONNECT_MS);
    expectWithin(SILENCE_MS);
  }
  if (signal.aborted) return;
  signal.addEventListener('abort', close);
  open();
}
