import { Injectable, Logger } from '@nestjs/common';
import type { Fault } from './fault.schemas.js';

/** Long enough for the answer to leave, in milliseconds. */
const ANSWER_FIRST_MS = 50;

/** Faults that this replica inflicts on itself. Its launcher starts it again. */
@Injectable()
export class Faults {
  private readonly logger = new Logger(Faults.name);

  /** Runs the fault as soon as the response has been sent. */
  suffer(fault: Fault, seconds: number): void {
    this.logger.warn(`Asked to ${fault}${fault === 'pause' ? ` for ${seconds} s` : ''}`);
    setTimeout(() => this.act(fault, seconds), ANSWER_FIRST_MS);
  }

  private act(fault: Fault, seconds: number): void {
    switch (fault) {
      case 'crash':
        process.kill(process.pid, 'SIGKILL');
        break;
      case 'drain':
        process.kill(process.pid, 'SIGTERM');
        break;
      case 'pause':
        freeze(seconds);
        break;
    }
  }
}

/**
 * Stops the event loop, as a long computation does. To everyone outside it is like SIGSTOP: connections are taken by the
 * kernel, and nobody answers. Unlike a stopped process it needs nobody to wake it.
 */
function freeze(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}
