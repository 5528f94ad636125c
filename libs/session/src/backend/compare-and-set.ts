import { setTimeout as delay } from 'node:timers/promises';
import type { SetCookie } from 'cookie';
import { SessionConflictError, SessionEndedError } from '../session.errors.js';
import type { SessionKey, SessionLifetime, SessionStore, StoredSession } from '../store/session-store.js';
import { opened, refOf, written, type StoredHandle } from './opened-session.js';
import type { RecordFormat } from './record-format.js';
import type { OpenedSession, SessionDelta } from './session-backend.js';
import type { SessionEvents } from './session-events.js';

/**
 * Writes a change on top of whatever others have written meanwhile: the store takes a record only at the version that was
 * read, and where another was faster, the change is applied to that one's data and tried again.
 */
export class CompareAndSet {
  /** @param patienceMs for how long to go on trying, in ms */
  constructor(
    private readonly records: SessionStore,
    private readonly format: RecordFormat,
    private readonly lifetime: SessionLifetime,
    private readonly patienceMs: number,
    private readonly events: SessionEvents,
  ) {}

  /**
   * Applies `delta` to the session that `key` names, from what is known of it on.
   *
   * @param cookies what a browser is told of a change that was stored
   * @throws SessionEndedError where it has ended meanwhile, SessionConflictError where others are always faster
   */
  async write(
    key: SessionKey,
    session: OpenedSession,
    delta: SessionDelta,
    cookies: () => readonly SetCookie[],
  ): Promise<OpenedSession> {
    const giveUpAt = performance.now() + this.patienceMs;
    const { device } = session.handle as StoredHandle;
    let stored = (session.handle as StoredHandle).stored as StoredSession;
    let data = session.data;
    for (let attempt = 1; ; attempt++) {
      const next = delta(data);
      if (next === data) return opened(key, stored, data, device);
      const record = this.format.encode(key, { data: next, device }, data);
      const result = await this.records.commit(key, stored.version, record.payload, this.lifetime);
      if (result.outcome === 'committed') {
        this.format.stored(key, record);
        this.events.committed?.(refOf(key));
        return written(key, result.session, record, device, cookies());
      }
      if (result.outcome === 'gone') throw new SessionEndedError();
      this.events.conflict?.(refOf(key), attempt);
      if (performance.now() > giveUpAt) throw new SessionConflictError(attempt);
      // Random, growing pauses let one of several processes through.
      if (attempt > 1) await delay(Math.random() * Math.min(2 ** attempt, 50));
      stored = result.current;
      const current = this.format.decode(key, stored);
      if (!current) throw new SessionEndedError();
      data = current.data;
    }
  }
}
