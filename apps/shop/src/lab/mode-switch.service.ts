import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RequestSession, SessionError, type Session, type SessionData } from '@app/session';
import { stringifySetCookie } from 'cookie';
import type { FastifyReply } from 'fastify';
import type { ShopRequest } from '../accounts/carriers/identity-carrier.js';
import { TokenIdentityCarrier } from '../accounts/carriers/token-identity-carrier.js';
import { SessionBackends } from '../sessions/session-backends.js';
import { deviceOf } from '../sessions/device.js';
import { Settings } from '../settings/settings.js';
import type { ChangedMode, ChooseMode } from './lab.schemas.js';
import { PRESETS, presetOf, type Mode } from './presets.js';
import { VisitorModes } from './visitor-modes.js';

/** Tells the balancer to pin the visitor to the replica that gave this answer. */
export const PIN_HEADER = 'X-Affinity';

/**
 * Moves a visitor from one mode to another: what this replica can read of the old session goes into a new one under
 * a new id, then the old one is ended.
 */
@Injectable()
export class ModeSwitch {
  constructor(
    private readonly modes: VisitorModes,
    private readonly backends: SessionBackends,
    private readonly tokens: TokenIdentityCarrier,
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

  private async carry(
    request: ShopRequest,
    reply: FastifyReply,
    before: Mode,
    after: Mode,
  ): Promise<boolean> {
    const session = readable(request);
    if (!session) return false;
    const lost = lostOnTheWay(request, session, this.backends.cookieName(before.state));
    const data: SessionData = { ...session };
    const user = provenBy(before, request);
    if (after.state === 'token') {
      for (const key of ['userId', 'roles', 'authenticatedAt'] as const) delete data[key];
      if (user) await this.tokens.establish(request, reply, user);
    } else if (user) {
      Object.assign(data, { userId: user.userId, roles: user.roles, authenticatedAt: user.authenticatedAt });
    }
    await this.store(request, reply, after, data);
    // Even where the access token ran out: the refresh token must not outlive the state.
    if (before.state === 'token') await this.tokens.end(request, reply);
    else await session.destroy();
    return !lost;
  }

  /** Begins the session of the new state; its cookie has another name than the old one's. */
  private async store(
    request: ShopRequest,
    reply: FastifyReply,
    { state }: Mode,
    data: SessionData,
  ): Promise<void> {
    const begun = new RequestSession(this.backends.of(state), {
      cookies: {},
      secure: request.protocol === 'https',
      device: { device: deviceOf(request.headers), replica: this.settings.replicaId },
    });
    await begun.open();
    Object.assign(begun.session, data);
    await begun.commit();
    for (const cookie of begun.takeCookies()) reply.header('set-cookie', stringifySetCookie(cookie));
  }
}

/** Returns the user if the state that is left proves it: neither a Bearer token nor a copied access cookie begins a session. */
function provenBy({ state }: Mode, { user }: ShopRequest): ShopRequest['user'] {
  return user?.via === (state === 'token' ? 'cookie' : 'session') ? user : undefined;
}

/** Returns the session, or undefined if it cannot be read: the visitor may leave a state that does not work. */
function readable({ session }: ShopRequest): Session | undefined {
  try {
    // Throws if the session could not be opened.
    void session.version;
    return session;
  } catch (error) {
    if (error instanceof SessionError) return undefined;
    throw error;
  }
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
