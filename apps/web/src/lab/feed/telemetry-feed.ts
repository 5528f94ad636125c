import { ROUTE_PREFIX_HERE } from '../../api/base-path';
import type { Telemetry } from '../../api/types';
import { sharedStream } from './shared-stream';
import { showAbsence } from './show-absence';

/** How many events are kept: as many as seconds. */
const KEPT = 120;

/** What was waited for did not show in the events in time. Whether it happened is unknown. */
export class NotSeenError extends Error {
  override readonly name = 'NotSeenError';
}

/** What the cluster says of itself, once a second, while the page listens. */
export class TelemetryFeed {
  /** The latest events, the newest last. A new array for each. */
  events: readonly Telemetry[] = [];
  private readonly listeners = new Set<() => void>();
  private listening = new AbortController();
  private received: Telemetry | undefined;

  constructor(private readonly open: typeof sharedStream = sharedStream) {}

  /** Listens; the first listener opens the stream, the last to leave closes it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) {
      this.listening = new AbortController();
      this.open(`${ROUTE_PREFIX_HERE}/api/lab/events`, this.receive, this.listening.signal);
    }
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.listening.abort();
    };
  };

  /**
   * Waits for an event to come that `enough` says yes to.
   *
   * @param what is waited for, in words
   * @throws NotSeenError if there was none within `timeoutMs`
   */
  until(what: string, enough: (event: Telemetry) => boolean, timeoutMs: number): Promise<Telemetry> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        leave();
      };
      const timer = setTimeout(() => {
        end();
        reject(new NotSeenError(`Not seen within ${timeoutMs / 1000} s: ${what}.`));
      }, timeoutMs);
      const leave = this.subscribe(() => {
        const latest = this.events.at(-1);
        if (!latest || !enough(latest)) return;
        end();
        resolve(latest);
      });
    });
  }

  private readonly receive = (data: string): void => {
    const event = JSON.parse(data) as Telemetry;
    this.events = [...this.events.slice(1 - KEPT), showAbsence(this.received, event)];
    this.received = event;
    for (const listener of [...this.listeners]) listener();
  };
}

/** The one feed of this page. */
export const telemetryFeed = new TelemetryFeed();
