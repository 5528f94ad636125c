import { ROUTE_PREFIX_HERE } from '../../api/base-path';
import type { Telemetry } from '../../api/types';

/** So many events are kept: as many seconds. */
const KEPT = 120;
/** The cluster says something every second; after so many ms of silence another replica is asked. */
const SILENCE_MS = 3500;
const AGAIN_MS = 1000;

/** What the cluster says of itself, once a second, for as long as somebody listens. */
export class TelemetryFeed {
  /** The latest events, the newest last. A new array for each. */
  events: readonly Telemetry[] = [];
  private readonly listeners = new Set<() => void>();
  private source: EventSource | undefined;
  private watchdog: ReturnType<typeof setTimeout> | undefined;

  /** Listens; the first listener opens the stream, the last to leave closes it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.open();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.close();
    };
  };

  get latest(): Telemetry | undefined {
    return this.events.at(-1);
  }

  /** Waits for an event that `enough` says yes to. @returns undefined once `timeoutMs` have passed without */
  until(enough: (event: Telemetry) => boolean, timeoutMs: number): Promise<Telemetry | undefined> {
    return new Promise((resolve) => {
      const settle = (event: Telemetry | undefined) => {
        clearTimeout(timer);
        leave();
        resolve(event);
      };
      const timer = setTimeout(() => settle(undefined), timeoutMs);
      const leave = this.subscribe(() => {
        if (this.latest && enough(this.latest)) settle(this.latest);
      });
    });
  }

  private open(): void {
    this.source = new EventSource(`${ROUTE_PREFIX_HERE}/api/lab/events`);
    this.source.onmessage = ({ data }) => {
      this.events = [...this.events.slice(1 - KEPT), JSON.parse(data as string) as Telemetry];
      this.expectMore(SILENCE_MS);
      for (const listener of this.listeners) listener();
    };
    // What the browser does not try again by itself, the watchdog does.
    this.source.onerror = () => this.source?.readyState === EventSource.CLOSED && this.expectMore(AGAIN_MS);
    this.expectMore(SILENCE_MS);
  }

  private expectMore(withinMs: number): void {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => {
      this.close();
      this.open();
    }, withinMs);
  }

  private close(): void {
    clearTimeout(this.watchdog);
    this.source?.close();
    this.source = undefined;
  }
}

/** The one feed of this page. */
export const telemetryFeed = new TelemetryFeed();
