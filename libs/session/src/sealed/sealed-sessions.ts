import { createHash, randomBytes } from 'node:crypto';
import type { SetCookie } from 'cookie';
import { NOT_STORED } from '../session-backend.js';
import type { OpenedSession, SessionBackend, SessionDelta, SessionRequest } from '../session-backend.js';
import { keyRingOf, lifetimeOf } from '../backend/stored-sessions.options.js';
import type { SessionEvents, SessionTimeouts } from '../backend/stored-sessions.options.js';
import { decodeEnvelope, jsonCodec, keep, NOTHING } from '../codec/session-codec.js';
import type { KeptData, SessionCodec } from '../codec/session-codec.js';
import { SessionCookie, type SessionCookieOptions } from '../cookie/session-cookie.js';
import { seal, unseal, type KeyRing } from '../encryption/key-ring.js';
import type { FrozenSessionData } from '../session.js';
import { SessionTooLargeError, SessionUnreadableError, SessionValueError } from '../session.errors.js';
import type { SessionLifetime } from '../store/session-store.js';

/** What browsers keep of one cookie, name and attributes included (RFC 6265bis section 5.7). */
const COOKIE_LIMIT_BYTES = 4096;

/** Options of {@link SealedSessions}. */
export interface SealedSessionsOptions extends SessionTimeouts {
  readonly keys: KeyRing | string;
  readonly cookie?: SessionCookieOptions | undefined;
  readonly codec?: SessionCodec | undefined;
  /** Called for `loaded`, `committed` and `created`: there is no store that could do more. */
  readonly events?: SessionEvents | undefined;
  /** The clock, in ms since the epoch; for tests. */
  readonly now?: (() => number) | undefined;
}

interface Content extends KeptData {
  readonly id: string;
  readonly version: number;
  readonly createdAt: number;
  readonly writtenAt: number;
  readonly device?: Readonly<Record<string, string>> | undefined;
}

interface Handle {
  readonly request: SessionRequest;
  readonly content: Content;
}

/**
 * Sessions that are stored wholly in an encrypted cookie: the server stores nothing, and any replica can read them. The
 * price: two tabs that write at once lose one of the writes, an old cookie can be replayed until it expires, nothing can be
 * listed or revoked, and everything must fit into 4,096 bytes.
 * @example
 * SessionModule.forRoot({ backend: new SealedSessions({ keys: KeyRing.parse(process.env.SESSION_KEYS ?? '') }) })
 */
export class SealedSessions implements SessionBackend {
  private readonly keys: KeyRing;
  private readonly cookie: SessionCookie;
  private readonly codec: SessionCodec;
  private readonly lifetime: SessionLifetime;
  private readonly events: SessionEvents;
  private readonly now: () => number;

  /** @throws TypeError for options that cannot work, with one sentence that says what to write */
  constructor(options: SealedSessionsOptions) {
    this.keys = keyRingOf(options.keys);
    this.lifetime = lifetimeOf(options);
    this.cookie = new SessionCookie(options.cookie ?? {}, this.lifetime.absoluteMs / 1000);
    this.codec = options.codec ?? jsonCodec;
    this.events = options.events ?? {};
    this.now = options.now ?? Date.now;
  }

  open(request: SessionRequest): OpenedSession {
    const values = this.cookie.read(request);
    const live = values.map((value) => this.read(value)).find((content) => content && this.isLive(content));
    if (values[0]) this.events.loaded?.(live !== undefined);
    return describe(request, live ?? this.fresh(request.device), []);
  }

  commit(session: OpenedSession, delta: SessionDelta): OpenedSession {
    const { request, content } = session.handle as Handle;
    const data = delta(session.data);
    if (data === session.data) {
      // The idle timeout is in the cookie: it is reset by sealing it anew, at most once per quarter of the timeout.
      const due = content.version > 0 && this.now() - content.writtenAt >= this.lifetime.idleMs / 4;
      return due && !request.cookieless ? this.write(request, content, data) : session;
    }
    if (content.version === 0 && Object.keys(data).length === 0) return session;
    return this.write(request, content, data);
  }

  async regenerate(session: OpenedSession, delta: SessionDelta): Promise<OpenedSession> {
    const { request, content } = session.handle as Handle;
    const data = delta(session.data);
    if (content.version === 0 && Object.keys(data).length === 0) return session;
    const { createdAt } = content.version > 0 ? content : { createdAt: this.now() };
    return this.write(request, { ...this.fresh(content.device), createdAt }, data);
  }

  async touch(session: OpenedSession): Promise<OpenedSession> {
    const { request, content } = session.handle as Handle;
    return content.version > 0 ? this.write(request, content, session.data) : session;
  }

  async destroy(): Promise<void> {
    // The cookie is all there is.
  }

  clearCookies(request: SessionRequest): readonly SetCookie[] {
    return [this.cookie.clear(request)];
  }

  private read(value: string): Content | undefined {
    if (!value || value.length > COOKIE_LIMIT_BYTES) return undefined;
    let plain: Buffer | undefined;
    try {
      plain = unseal(this.keys, this.cookie.name, Buffer.from(value, 'base64url'));
    } catch (error) {
      // Anyone can send a cookie that names an unknown key: unlike a stored record, it is no session of ours.
      if (error instanceof SessionUnreadableError) return undefined;
      throw error;
    }
    // A newer release sealed it with our key: it is unreadable, not missing.
    return plain && decodeEnvelope<Content>(this.codec, plain);
  }

  private isLive({ createdAt, writtenAt }: Content): boolean {
    const now = this.now();
    return now < createdAt + this.lifetime.absoluteMs && now < writtenAt + this.lifetime.idleMs;
  }

  private fresh(device: Content['device']): Content {
    const id = randomBytes(8).toString('base64url');
    return { id, version: 0, createdAt: this.now(), writtenAt: 0, device, ...NOTHING };
  }

  private write(request: SessionRequest, before: Content, data: FrozenSessionData): OpenedSession {
    if (request.cookieless)
      throw new SessionValueError(
        'Outside a request a sealed session cannot be changed: there is no response to set the cookie on.',
      );
    const kept = keep(this.codec, data, before);
    const content = { ...before, ...kept, version: before.version + 1, writtenAt: this.now() };
    const { frozen: _frozen, ...encoded } = content;
    const plain = this.codec.encode(encoded);
    const maxAge = Math.ceil((content.createdAt + this.lifetime.absoluteMs - content.writtenAt) / 1000);
    const value = seal(this.keys, this.cookie.name, plain).toString('base64url');
    const cookie = this.cookie.write(request, value, maxAge);
    const bytes = cookie.name.length + value.length;
    if (bytes > COOKIE_LIMIT_BYTES) throw new SessionTooLargeError(bytes, COOKIE_LIMIT_BYTES);
    const ref = refOf(content);
    this.events.committed?.(ref);
    if (before.version === 0) this.events.created?.(ref);
    return describe(request, content, [cookie]);
  }
}

function describe(request: SessionRequest, content: Content, cookies: readonly SetCookie[]): OpenedSession {
  const { data, version, createdAt, frozen } = content;
  const info = version > 0 ? { id: idOf(content), ref: refOf(content), createdAt, version } : NOT_STORED;
  return { handle: { request, content } satisfies Handle, data, frozen, cookies, info };
}

/** Public name of a session: it opens nothing. */
function idOf({ id }: Content): string {
  return createHash('sha256').update(id).digest('base64url');
}

function refOf(content: Content): string {
  return idOf(content).slice(0, 8);
}
