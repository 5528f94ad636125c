import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PasswordHasher } from '../src/index.js';
import { type AuthApp, startAuthApp } from './auth-app.js';
import { signingKey } from './signing-key.js';

// Real stores and processes take longer than Vitest waits by default, whatever project this is copied into.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const PAIRS = 300;
/** How far, in places from the middle, the median may be with 99.9 % certainty, whatever the distribution: a busy machine spreads more. */
const UNCERTAIN = Math.ceil((3.29 * Math.sqrt(PAIRS)) / 2);

let auth: AuthApp;
beforeAll(async () => {
  const unlimited = { perAccount: 1e6, perAddress: 1e6 };
  auth = await startAuthApp('fastify', signingKey('first'), { loginLimits: unlimited, password: {} });
  const passwordHash = await auth.app.get(PasswordHasher).hash('correct horse');
  auth.users.change('ada', { email: 'ada@example.org', passwordHash });
});
afterAll(() => auth.app.close());

/** How long a refused login takes, in ms. */
async function refused(email: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(`${auth.url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'a wrong one' }),
  });
  await response.arrayBuffer();
  expect(response.status).toBe(401);
  return performance.now() - began;
}

it('takes as long to refuse an unknown account as a known one, less than 1 ms apart in the median', async () => {
  const differences: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    // The second of a pair may be quicker: each kind is second every other time.
    const knownFirst = pair % 2 === 0;
    const first = await refused(knownFirst ? 'ada@example.org' : 'nobody@example.org');
    const second = await refused(knownFirst ? 'nobody@example.org' : 'ada@example.org');
    differences.push(knownFirst ? first - second : second - first);
  }
  differences.sort((a, b) => a - b);
  expect(differences[PAIRS / 2 - UNCERTAIN]).toBeLessThan(1);
  expect(differences[PAIRS / 2 + UNCERTAIN]).toBeGreaterThan(-1);
}, 120_000);
