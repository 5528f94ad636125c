import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { RequestSession, type Session, type SessionData } from '@app/session';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply } from 'fastify';
import type { Identity } from '../accounts/carriers/identity-carrier.js';
import type { ShopRequest } from '../shop-request.js';
import { TokenIdentityCarrier } from '../accounts/carriers/token-identity-carrier.js';
import { LoginCookie } from '../accounts/logins/login-cookie.js';
import { loginIdOf, newLoginId } from '../accounts/logins/login-id.js';
import { GuestLimit } from '../limits/guest-limit.js';
import { SessionBackends } from '../sessions/session-backends.js';
import { deviceOf } from '../sessions/device.js';
import { Settings } from '../settings/settings.js';
import type { ChangedMode, ChooseMode } from './lab.schemas.js';
import { PRESETS, presetOf, type Mode } from './presets.js';
import { VisitorModes } from './visitor-modes.js';

/** Tells the balancer to pin the visitor to the replica that gave this answer. */
export const PIN_HEADER = 'X-Affinity';

const IDENTITY = ['userId', 'roles', 'authenticatedAt', 'loginId'] as const;

const logger = new Logger('ModeSwitch');

/**
 * Moves a visitor from one mode to another: what this replica can read of the old session goes into a new one under
 * a new id, then the old one is ended. A change whose old session cannot be ended is refused and changes nothing.
 */
@Injectable()
export class ModeSwitch {
  constructor(
    private readonly modes: VisitorModes,
    private readonly backends: SessionBackends,
    private readonly tokens: TokenIdentityCarrier,
    private readonly loginCookie: LoginCookie,
    private readonly guests: GuestLimit,
    private readonly settings: Settings,
  ) {}

  async switch(request: ShopRequest, reply: FastifyReply, choice: ChooseMode): Promise<ChangedMode> {
    const before = this.modes.ofRequest(request);
    const after: Mode = { ...before, ...('preset' in choice ? PRESETS[choice.preset] : definedOnly(choice)) };
    // Refuses a state without a store before anything is changed.
    this.backends.of(after.state);
    const carried = after.state === before.state ? true : await this.carry(request, reply, before, after);
    for (const cookie of this.modes.choose(after, request.protocol === 'https'))
      reply.header('set-cookie', cookie);
    // Memory that was filled here is of use only where the visitor comes back here.
    if (after.routing === 'cookie') reply.header(PIN_HEADER, 'pin');
    return { ...after, preset: presetOf(after), carried, location: locationFor(after) };
  }

  /**
   * Begins the new session, ends the old one, and only then sets cookies: where the old one cannot be ended, the visitor keeps it.
   * @throws SessionError where the old session cannot be read or ended
   * @throws TooManyGuestsError
   */
  private async carry(
    request: ShopRequest,
    reply: FastifyReply,
    before: Mode,
    after: Mode,
  ): Promise<boolean> {
    const { session } = request;
    const data: SessionData = { ...session };
    const lost = lostOnTheWay(request, session, this.backends.cookieName(before.state));
    const user = provenBy(before, request);
    if (after.state === 'token') for (const key of IDENTITY) delete data[key];
    else if (user) for (const key of IDENTITY) Object.assign(data, { [key]: user[key] });
    // A copy of a sealed cookie, and requests side by side, begin a session each.
    const stores = after.state !== 'token' && Object.keys(data).length > 0;
    if (stores && !user) await this.guests.count(request.ip);
    const begun = await this.sessionOf(after, request, undefined);
    const pair = after.state === 'token' && user ? await this.tokens.begin(request, user) : undefined;
    try {
      Object.assign(begun.session, data);
      await begun.save();
      await this.leave(before, request);
    } catch (error) {
      await undone(begun.destroy());
      if (pair) await undone(this.tokens.endBegun(pair));
      throw error;
    }
    // The old session is gone by now; this clears its cookie and keeps the response from storing it again.
    await session.destroy();
    if (before.state === 'token') this.tokens.clear(request, reply);
    if (pair) this.tokens.set(request, reply, pair);
    if (user) this.loginCookie.set(request, reply, user.loginId);
    for (const cookie of begun.takeCookies()) reply.header('set-cookie', stringifySetCookie(cookie));
    return !lost;
  }

  /** Ends what the state being left holds, on the server only. */
  private async leave(before: Mode, request: ShopRequest): Promise<void> {
    // Even where the access token ran out: the refresh token must not outlive the state.
    if (before.state === 'token') await this.tokens.endSent(request);
    const old = await this.sessionOf(before, request, request.headers.cookie);
    await old.destroy();
  }

  /** A session of that mode's state by this Cookie header, apart from the response. */
  private async sessionOf(
    { state }: Mode,
    request: ShopRequest,
    cookieHeader: string | undefined,
  ): Promise<RequestSession> {
    const session = new RequestSession(this.backends.of(state), {
      cookies: parseCookie(cookieHeader ?? ''),
      cookieHeader,
      secure: request.protocol === 'https',
      device: { device: deviceOf(request.headers), replica: this.settings.replicaId },
    });
    await session.open();
    return session;
  }
}

/** Returns the user if the state that is left proves it: neither a Bearer token nor a copied access cookie begins a session. */
function provenBy({ state }: Mode, { user }: ShopRequest): Identity | undefined {
  if (user?.via !== (state === 'token' ? 'cookie' : 'session')) return undefined;
  // A session of an older release has no login id.
  return { ...user, loginId: user.familyId === undefined ? newLoginId() : loginIdOf(user.familyId) };
}

/** What could not be undone expires by itself, and nobody was told its name. */
function undone(undoing: Promise<void>): Promise<void> {
  return undoing.catch((error: unknown) =>
    logger.warn({ err: error }, 'A session of a refused change of state stays.'),
  );
}

/** True where the browser named a session that this replica does not have: `memory` on another replica. */
function lostOnTheWay(request: ShopRequest, session: Session, cookieName: string): boolean {
  const sent = (request.headers.cookie ?? '').includes(`${cookieName}=`);
  return sent && session.version === 0;
}

function definedOnly(choice: Partial<Mode>): Partial<Mode> {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
}

function locationFor({ routing }: Mode): string {
  return routing === 'url' ? `/s/${randomBytes(16).toString('hex')}/` : '/';
}
