import { Logger } from '@nestjs/common';
import { decodeEnvelope, keep, type SessionCodec, type SessionEnvelope } from '../codec/session-codec.js';
import { seal, unseal, type KeyRing } from '../encryption/key-ring.js';
import { SessionEndedError, SessionError, SessionStoreUnavailableError } from '../session.errors.js';
import { ownBytes, refOf, type SessionStore, type StoredSession } from '../store/session-store.js';
import type { LoadOptions, SessionKey, SessionLife, SessionLifetime } from '../store/session-store.js';
import { andThen, EMPTY, isPending, type Awaitable } from '../session-backend.js';
import type { SessionEvents } from './stored-sessions.options.js';

/** A session as it is stored, and what its payload means. */
export interface SessionRecord {
  readonly key: SessionKey;
  readonly stored: StoredSession;
  readonly envelope: SessionEnvelope;
}

/** What is written; what follows from it is added. */
export type RecordContent = Omit<SessionEnvelope, 'frozen'>;

/** A record after an attempt to write it, by this process (`won`) or a faster one. */
export interface Written {
  readonly won: boolean;
  readonly record: SessionRecord;
}

/** How sessions become records. */
export interface RecordOptions {
  readonly codec: SessionCodec;
  readonly events: SessionEvents;
  readonly keys: KeyRing;
  readonly encrypt: boolean;
  readonly lifetime: SessionLifetime;
  readonly decodeCacheSize: number;
}

interface Encoded {
  readonly payload: Buffer;
  readonly envelope: SessionEnvelope;
}

/**
 * The records of a store: encoded, and encrypted unless told otherwise. A store that keeps objects is given the session
 * itself. Bytes that this process met recently are not decrypted and decoded again. That is no cache of sessions: the store
 * is still queried, and only the very same bytes count.
 */
export class SessionRecords {
  private readonly logger = new Logger('Session');
  /** Operations of the store that fail now. */
  private readonly failing = new Set<string>();
  /** By the object that a near cache returns to many requests. */
  private readonly decoded = new WeakMap<StoredSession, SessionEnvelope>();
  /** A Map keeps the order of insertion: the first entry is the oldest. */
  private readonly recent = new Map<string, Encoded>();

  constructor(
    readonly store: SessionStore,
    private readonly options: RecordOptions,
  ) {}

  /**
   * Asks the store. Whatever it throws becomes a `SessionStoreUnavailableError` with that as its cause. Logs the first error
   * of an outage, and its end; operations count apart, since a full store refuses writes and answers reads.
   */
  ask<T>(operation: string, run: () => Awaitable<T>): Awaitable<T> {
    const failed = (error: unknown): never => {
      throw this.unavailable(operation, error);
    };
    try {
      const answer = run();
      // A synchronous answer (from memory) says nothing about the store.
      if (!isPending(answer)) return answer;
      return answer.then((result) => {
        if (this.failing.delete(operation))
          this.logger.log(`The session store is available again (${operation}).`);
        return result;
      }, failed);
    } catch (error) {
      return failed(error);
    }
  }

  /** Returns a record, undefined if there is none. @throws SessionUnreadableError */
  load(key: SessionKey, options?: LoadOptions): Awaitable<SessionRecord | undefined> {
    const loading = this.ask('load', () => this.store.load(key, options));
    return andThen(loading, (stored) => stored && this.decode(key, stored));
  }

  /** @throws SessionValueError for a value that the codec cannot keep */
  create(key: SessionKey, content: RecordContent, continues?: SessionLife): Awaitable<SessionRecord> {
    const encoded = this.encode(key, content);
    const creating = this.ask('create', () =>
      this.store.create(key, encoded.payload, this.options.lifetime, continues),
    );
    return andThen(creating, (stored) => this.noted(key, stored, encoded));
  }

  /**
   * Writes new content if no one else has written meanwhile.
   * @returns the record as it is stored now, by this write or by a faster one
   * @throws SessionEndedError if the session has ended or has a new id, SessionValueError
   */
  write(
    { key, stored: { version }, envelope }: SessionRecord,
    content: RecordContent,
    lifetime = this.options.lifetime,
  ): Awaitable<Written> {
    const encoded = this.encode(key, content, envelope);
    const writing = this.ask('write', () =>
      this.store.compareAndSet(key, version, encoded.payload, lifetime),
    );
    return andThen(writing, (result) => {
      if (result.outcome === 'stored') return { won: true, record: this.noted(key, result.session, encoded) };
      const record = result.outcome === 'conflict' ? this.decode(key, result.current) : undefined;
      if (!record || record.envelope.successor) throw new SessionEndedError();
      return { won: false, record };
    });
  }

  /** Turns a record into the note of its successor. A late reply must not lose what was stored before. */
  async leaveNote(old: SessionRecord, successor: SessionKey, idleMs: number): Promise<Written> {
    try {
      return await this.write(old, { data: EMPTY, successor }, { ...this.options.lifetime, idleMs });
    } catch (error) {
      if (error instanceof SessionEndedError) throw error;
      const found = await this.load(old.key, { fresh: true });
      if (found?.envelope.successor?.hash === successor.hash) return { won: true, record: found };
      throw error;
    }
  }

  /** Resets the idle timeout unless the record was written meanwhile: that did it, or left the note of another id. */
  async touch({ key, stored }: SessionRecord): Promise<void> {
    await this.ask('touch', () => this.store.touch(key, this.options.lifetime, stored.version));
  }

  /**
   * Destroys a record, or what it became if the session got a new id meanwhile: a logout that meets a change of the id
   * ends the session. The note of the change stays, so that late requests with the old id are still told.
   * @param stored the record as it is known, undefined if there is none
   * @returns whether there was a session
   */
  async destroy(key: SessionKey, stored: StoredSession | undefined): Promise<boolean> {
    while (stored) {
      const [current, { version }] = [key, stored];
      const successor = this.readable(key, stored)?.envelope.successor;
      if (successor) {
        key = successor;
        stored = await this.ask('load', () => this.store.load(successor, { fresh: true }));
        continue;
      }
      const result = await this.ask('destroy', () => this.store.destroy(current, version));
      if (result.outcome !== 'conflict') return result.outcome === 'destroyed';
      stored = result.current;
    }
    return false;
  }

  /**
   * Removes a record whose id no client has, also one that may not exist: perhaps only the reply was lost. It would count as
   * one of the user's sessions. If two attempts fail, it expires.
   */
  async discard(key: SessionKey): Promise<void> {
    // Not reported: the failure before it was, and an outage is logged once.
    const remove = async () => this.store.destroy(key);
    await remove()
      .catch(remove)
      .catch(() => undefined);
  }

  /** Returns a record unless it cannot be read, for whatever reason. */
  readable(key: SessionKey, stored: StoredSession): SessionRecord | undefined {
    try {
      return this.decode(key, stored);
    } catch (error) {
      if (error instanceof SessionError) return undefined;
      throw error;
    }
  }

  /** A damaged session is a missing one. @throws SessionUnreadableError for what this process does not know */
  private decode(key: SessionKey, stored: StoredSession): SessionRecord | undefined {
    const { payload } = stored;
    if (this.store.keepsObjects) return { key, stored, envelope: payload as unknown as SessionEnvelope };
    const known = this.decoded.get(stored);
    if (known) return { key, stored, envelope: known };
    const recent = this.recent.get(key.hash);
    if (recent?.payload.equals(payload)) return this.noted(key, stored, recent);
    const envelope = this.open(key, payload);
    return envelope && this.noted(key, stored, { payload: ownBytes(payload), envelope });
  }

  private open(key: SessionKey, payload: Buffer): SessionEnvelope | undefined {
    const { codec, events, keys, encrypt } = this.options;
    const ref = refOf(key);
    try {
      const plain = encrypt ? unseal(keys, contextOf(key), payload) : payload;
      const envelope = plain && decodeEnvelope(codec, plain);
      if (envelope) return envelope;
    } catch (error) {
      this.logger.error(
        `The record of session ${ref} cannot be read and is left unchanged: ${String(error)}`,
      );
      events.unreadable?.(ref);
      throw error;
    }
    this.logger.warn(`The record of session ${ref} is damaged; the session counts as missing.`);
    events.damaged?.(ref);
    return undefined;
  }

  private encode(key: SessionKey, { device, successor, data }: RecordContent, before?: SessionEnvelope) {
    const { codec, keys, encrypt } = this.options;
    const kept = keep(codec, data, before);
    const facts = { ...(device && { device }), ...(successor && { successor }) };
    const envelope = { ...kept, ...facts };
    if (this.store.keepsObjects) return { payload: envelope as unknown as Buffer, envelope };
    const plain = codec.encode({ data: kept.data, ...facts });
    return { payload: ownBytes(encrypt ? seal(keys, contextOf(key), plain) : plain), envelope };
  }

  /** Notes a record that is likely to be read next. */
  private noted(key: SessionKey, stored: StoredSession, encoded: Encoded): SessionRecord {
    const { recent, options, store } = this;
    if (!store.keepsObjects) {
      if (store.maxStaleSeconds !== undefined) this.decoded.set(stored, encoded.envelope);
      recent.delete(key.hash);
      recent.set(key.hash, encoded);
      if (recent.size > options.decodeCacheSize) recent.delete(recent.keys().next().value as string);
    }
    return { key, stored, envelope: encoded.envelope };
  }

  private unavailable(operation: string, thrown: unknown): SessionError {
    const error = thrown instanceof SessionError ? thrown : new SessionStoreUnavailableError(thrown);
    if (error instanceof SessionStoreUnavailableError) {
      const { cause, message } = error as { cause?: unknown; message: string };
      const reason = cause instanceof Error ? cause.message || cause.name : String(cause ?? message);
      if (!this.failing.has(operation))
        this.logger.error(`The session store is unavailable (${operation}): ${reason}`);
      this.failing.add(operation);
      this.options.events.unavailable?.(error);
    }
    return error;
  }
}

function contextOf(key: SessionKey): string {
  return `${key.tag}.${key.hash}`;
}
