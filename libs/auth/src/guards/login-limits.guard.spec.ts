import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { type AuthModuleOptions, withDefaults } from '../auth.options.js';
import { Public } from './public.decorator.js';
import { InProcessAttemptStorage } from '../limits/in-process-attempt-storage.js';
import { LoginLimitsGuard } from './login-limits.guard.js';

class Routes {
  @Public()
  login(this: void): void {}
  changePassword(this: void): void {}
}

/** Notes which windows were counted in. */
class NotedAttempts extends InProcessAttemptStorage {
  readonly keys: string[] = [];
  override increment(key: string, ttl: number, limit: number) {
    this.keys.push(key);
    return super.increment(key, ttl, limit);
  }
}

describe('LoginLimitsGuard', () => {
  let attempts: NotedAttempts;
  let guard: LoginLimitsGuard;

  beforeEach(async () => {
    attempts = new NotedAttempts();
    const options = withDefaults({ loginLimits: { storage: attempts } } as unknown as AuthModuleOptions);
    guard = new LoginLimitsGuard(options, new Reflector());
    await guard.onModuleInit();
  });

  /** @returns the window of one request's account */
  async function accountWindowOf(request: object, handler: () => void = Routes.prototype.login) {
    attempts.keys.length = 0;
    await guard.canActivate(new ExecutionContextHost([request, {}], Routes, handler));
    return attempts.keys[0];
  }

  it('counts a login for the account in its body, even if another user is signed in', async () => {
    const login = (email: string, userId?: string) =>
      accountWindowOf({ ip: '192.0.2.1', body: { email }, user: { userId } });
    expect(await login('Ada@example.org ', 'eve')).toBe(await login('ada@example.org'));
    expect(await login('ada@example.org')).not.toBe(await login('bob@example.org'));
  });

  it('counts for the signed-in user on a route that asks for one, whatever its body says', async () => {
    const change = (userId: string, email?: string) =>
      accountWindowOf(
        { ip: '192.0.2.1', body: { email }, user: { userId } },
        Routes.prototype.changePassword,
      );
    expect(await change('ada', 'a@example.org')).toBe(await change('ada', 'b@example.org'));
    expect(await change('ada')).not.toBe(await change('eve'));
  });
});
