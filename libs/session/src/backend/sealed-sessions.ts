import { createHash, randomBytes } from 'node:crypto';
import type { SetCookie } from 'cookie';
import { jsonCodec, type SessionCodec } from '../codec/session-codec.js';
import type { SessionSchema } from '../codec/session-schema.js';
import { EnvelopeFormat, type SessionEnvelope } from '../codec/session-envelope.js';
import { SessionCookie, type SessionCookieOptions } from '../cookie/session-cookie.js';
import type { KeyRing } from '../seal/key-ring.js';
import { seal, unseal } from '../seal/seal.js';
import { SessionTooLargeError, SessionUnreadableError } from '../session.errors.js';
import type { OpenedSession, SessionBackend, SessionDelta, SessionRequest } from './session-backend.js';
import type { SessionEvents } from './session-events.js';
import type { SessionTimeouts } from './stored-sessions.options.js';

/** What browsers keep of one cookie, name and attributes included (RFC 6265bis section 5.7). */
const COOKIE_LIMIT_BYTES = 4096;

/** What `SealedSessions` needs. */
export interface SealedSessionsOptions extends SessionTimeouts {
  readonly keys: KeyRing;
  readonly cookie?: SessionCookieOptions;
  readonly codec?: SessionCodec;
  /** The form of the data in this release. */
  readonly schema?: SessionSchema;
  /** Told what happens, for metrics: `loaded`, `committed` and `created`, as there is no store that could do more. */
  readonly events?: SessionEvents;
  /** The clock, in ms since the epoch; for tests. */
  readonly now?: () => number;
}

interface SealedHandle {
  readonly id: string;
  readonly version: number;
  readonly createdAt: number;
  readonly writtenAt: number;
  readonly device?: Readonly<Record<string, string>>;
}

type SealedContent = SessionEnvelope & Omit<SealedHandle, 'device'>;

/**
 * Sessions that lie wholly in an encrypted cookie: the server stores nothing and any replica can read them. The price:
 * two tabs that write at once lose one of the writes, an old cookie can be replayed until it expires, nothing can be
 * listed or ended from elsewhere, and all of it must fit into 4,096 bytes. No compare-and-set, not revocable, not listable.
 */
export class SealedSessions implements SessionBackend {
  private readonly keys: KeyRing;
  private readonly cookie: SessionCookie;
  private readonly envelopes: EnvelopeFormat;
  private readonly idleMs: number;
  private readonly absoluteMs: number;
  private readonly events: SessionEvents;
  private readonly now: () => number;

  constructor(options: SealedSessionsOptions) {
    const { idleSeconds = 1800, absoluteSeconds = 43_200 } = options;
    this.keys = options.keys;
    this.cookie = new SessionCookie(options.cookie ?? {}, absoluteSeconds);
    this.envelopes = new EnvelopeFormat(options.codec ?? jsonCodec, options.schema);
    this.idleMs = idleSeconds * 1000;
    this.absoluteMs = absoluteSeconds * 1000;
    this.events = options.events ?? {};
    this.now = options.now ?? Date.now;
  }

  async open(request: SessionRequest): Promise<OpenedSession> {
    const value = this.cookie.read(request);
    const content = this.read(value);
    const live = content !== undefined && this.isLive(content);
    if (value) this.events.loaded?.(live);
    if (!live) return this.nothing(request);
    const { data, ...handle } = content;
    return describe(handle, data, []);
  }

  async commit(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    const handle = session.handle as SealedHandle;
    const data = delta(session.data);
    // The idle timeout stands in the cookie, so putting it off means to seal it anew; once per quarter is enough.
    const due = handle.version > 0 && this.now() - handle.writtenAt >= this.idleMs / 4;
    if (data === session.data && !due) return session;
    if (handle.version === 0 && Object.keys(data).length === 0) return session;
    return this.write(request, handle, data);
  }

  async renew(request: SessionRequest, session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    const data = delta(session.data);
    if ((session.handle as SealedHandle).version === 0 && Object.keys(data).length === 0) return session;
    return this.write(request, this.fresh((session.handle as SealedHandle).device), data);
  }

  async touch(request: SessionRequest, session: OpenedSession): Promise<OpenedSession> {
    const handle = session.handle as SealedHandle;
    return handle.version > 0 ? this.write(request, handle, session.data) : session;
  }

  async end(request: SessionRequest): Promise<readonly SetCookie[]> {
    return [this.cookie.clear(request)];
  }

  private read(value: string | undefined): SealedContent | undefined {
    if (!value || value.length > COOKIE_LIMIT_BYTES) return undefined;
    const plain = this.unseal(value);
    return plain && (this.envelopes.decode(plain) as SealedContent | undefined);
  }

  private unseal(value: string): Buffer | undefined {
    try {
      return unseal(this.keys, this.cookie.name, Buffer.from(value, 'base64url'));
    } catch (error) {
      // Anybody can send a cookie that names an unknown key: unlike a stored record, it is no session of ours.
      if (error instanceof SessionUnreadableError) return undefined;
      throw error;
    }
  }

  private isLive(content: SealedContent): boolean {
    const now = this.now();
    return now < content.createdAt + this.absoluteMs && now < content.writtenAt + this.idleMs;
  }

  private nothing(request: SessionRequest): OpenedSession {
    return describe(this.fresh(request.device), Object.freeze({}), []);
  }

  private fresh(device: SealedHandle['device']): SealedHandle {
    return {
      id: randomBytes(8).toString('base64url'),
      version: 0,
      createdAt: this.now(),
      writtenAt: 0,
      device,
    };
  }

  private write(request: SessionRequest, before: SealedHandle, data: SessionEnvelope['data']): OpenedSession {
    const handle = { ...before, version: before.version + 1, writtenAt: this.now() };
    const plain = this.envelopes.encode({ ...handle, data } satisfies SealedContent);
    const cookie = this.cookie.write(request, seal(this.keys, this.cookie.name, plain).toString('base64url'));
    const bytes = cookie.name.length + (cookie.value?.length ?? 0);
    if (bytes > COOKIE_LIMIT_BYTES) throw new SessionTooLargeError(bytes, COOKIE_LIMIT_BYTES);
    const ref = refOf(idOf(handle));
    this.events.committed?.(ref);
    if (before.version === 0) this.events.created?.(ref);
    return describe(handle, (this.envelopes.decode(plain) as SealedContent).data, [cookie]);
  }
}

function describe(
  handle: SealedHandle,
  data: SessionEnvelope['data'],
  cookies: readonly SetCookie[],
): OpenedSession {
  const stored = handle.version > 0;
  const id = stored ? idOf(handle) : undefined;
  return {
    handle,
    data,
    cookies,
    info: {
      id,
      ref: id && refOf(id),
      createdAt: stored ? handle.createdAt : undefined,
      version: handle.version,
    },
  };
}

/** Names the session, and opens nothing. */
function idOf({ id }: SealedHandle): string {
  return createHash('sha256').update(id).digest('base64url');
}

/** A short hash that is safe to log. */
function refOf(id: string): string {
  return id.slice(0, 8);
}
