import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** How often the event loop is expected to turn, in milliseconds. */
const BEAT_MS = 250;
/** A loop that stood still for longer answered nobody: by then a balancer has given up on the replica. In milliseconds. */
const STANDSTILL_MS = 2_000;

/** Notices when this process stood still, paused or busy: nothing else in it could tell. */
@Injectable()
export class Pulse implements OnModuleInit, OnApplicationShutdown {
  private beat?: NodeJS.Timeout;
  private last = performance.now();
  private resumed?: Date;

  /** When the process last went on after a standstill. */
  get resumedAt(): Date | undefined {
    // A request may be answered before the timer's turn comes.
    this.look();
    return this.resumed;
  }

  onModuleInit(): void {
    this.last = performance.now();
    this.beat = setInterval(() => this.look(), BEAT_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.beat);
  }

  private look(): void {
    const now = performance.now();
    if (this.beat && now - this.last > STANDSTILL_MS) this.resumed = new Date();
    this.last = now;
  }
}
