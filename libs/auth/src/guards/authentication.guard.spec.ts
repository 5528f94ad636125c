import { Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { InvalidTokenError, UnauthenticatedError } from '../auth.errors.js';
import type { AuthRequest, Principal } from '../principal.js';
import type { AccessTokenStrategy } from '../strategies/access-token.strategy.js';
import type { SessionStrategy } from '../strategies/session.strategy.js';
import { AuthenticationGuard } from './authentication.guard.js';
import { Public } from './public.decorator.js';
import { Roles } from './roles.decorator.js';
import { RolesGuard } from './roles.guard.js';

class Handlers {
  closed(this: void): void {}
  @Public()
  open(this: void): void {}
  @Roles('admin')
  admins(this: void): void {}
}
const { closed, open, admins } = Handlers.prototype;

const ada = { userId: 'ada', roles: ['customer'] } as unknown as Principal;
/** Knows one token, and that as one seen for the first time. */
const accessTokens = {
  recall: () => undefined,
  validate: async ({ headers }: AuthRequest) => {
    if (headers.authorization === undefined) return false;
    if (headers.authorization !== 'Bearer good') throw new InvalidTokenError();
    return ada;
  },
} as unknown as AccessTokenStrategy;
const noSessions = { validate: async () => false } as unknown as SessionStrategy;

function judge(type: string, args: unknown[], handler = closed): boolean | Promise<boolean> {
  const guard = new AuthenticationGuard(accessTokens, noSessions, new Reflector());
  const context = new ExecutionContextHost(args, Handlers, handler);
  context.setType(type);
  return guard.canActivate(context);
}

describe('AuthenticationGuard', () => {
  afterEach(() => vi.restoreAllMocks());

  describe.each([
    ['Apollo', (request: object) => ({ req: request })],
    ['Mercurius', (request: object) => ({ reply: { request } })],
  ])('with a resolver of %s', (_, contextOf) => {
    const resolve = (request: object, handler = closed) =>
      judge('graphql', [{}, {}, contextOf(request), {}], handler);

    it('judges the request behind it', async () => {
      const request: { headers: object; user?: Principal } = { headers: { authorization: 'Bearer good' } };
      expect(await resolve(request)).toBe(true);
      expect(request.user).toBe(ada);
      await expect(resolve({ headers: {} })).rejects.toBeInstanceOf(UnauthenticatedError);
      await expect(resolve({ headers: { authorization: 'Bearer bad' } })).rejects.toBeInstanceOf(
        InvalidTokenError,
      );
      expect(await resolve({ headers: {} }, open)).toBe(true);
    });
  });

  it('refuses a resolver whose context has no request', () => {
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    expect(judge('graphql', [{}, {}, {}, {}])).toBe(false);
    expect(judge('graphql', [{}, {}, undefined, {}])).toBe(false);
  });

  it.each(['ws', 'rpc'])('refuses a message over %s, and says in the log what to do', (type) => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    expect(judge(type, [{}, 'data'])).toBe(false);
    expect(warn.mock.calls.join()).toContain('Handlers.closed was refused');
    expect(judge(type, [{}, 'data'], open)).toBe(true);
  });

  it.each(['ws', 'rpc'])('has no message over %s taken for one of a role', (type) => {
    const context = new ExecutionContextHost([{ user: { roles: ['admin'] } }, 'data'], Handlers, admins);
    context.setType(type);
    expect(new RolesGuard(new Reflector()).canActivate(context)).toBe(false);
  });
});
