import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';

/**
 * Tells, on the replica where it happens, that a session's id is dead: its visitor signed out, its owner ended it from
 * elsewhere, or it went on under a new id. For what outlives a request: open WebSockets.
 */
@Injectable()
export class SessionEnds {
  private readonly ids = new Subject<string>();

  /** The public ids of sessions, each as it ends. */
  get ended(): Observable<string> {
    return this.ids;
  }

  /** Says that the session with this public id has ended. */
  announce(id: string): void {
    this.ids.next(id);
  }
}
