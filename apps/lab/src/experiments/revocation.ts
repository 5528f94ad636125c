import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { Visitor } from '../client/visitor.js';
import type { CrowdMode } from '../crowd/crowd.options.js';
import type { LabCluster } from '../control/running-demo.js';
import { quantile } from '../measure/evenness.js';
import { proportion } from '../report/proportion.js';
import type { Experiment } from '../laboratory/experiment.js';
import { afterSeconds } from './side-by-side.js';

const KINDS: Record<string, CrowdMode> = {
  'session in Redis': { routing: 'any', state: 'redis' },
  'session with near cache': { routing: 'any', state: 'near' },
  'JWT with revocation list': { routing: 'any', state: 'token' },
};

/** A copy of the login is tried on every replica from the moment of the logout on. */
export const revocation: Experiment = {
  name: 'revocation',
  question: 'After a logout, how long does a stolen copy of the login still open the account?',
  async run(laboratory) {
    const cluster = await laboratory.cluster();
    const count = laboratory.length(12, 4);
    const times = new Map<string, number[]>();
    const alone: Alone[] = [];
    for (const [kind, mode] of Object.entries(KINDS)) {
      laboratory.progress(`revocation: ${kind}`);
      for (let round = 0; round < count; round++) {
        const { refusedAfter, token } = await logOut(cluster, mode);
        times.set(kind, [...(times.get(kind) ?? []), refusedAfter]);
        if (token) alone.push(await whereOnlySignaturesCount(cluster, token));
      }
    }
    const stillGood = alone.filter(({ acceptedAfterLogOut }) => acceptedAfterLogOut).length;
    const refusedInTheEnd = alone.filter(({ refusedWhenExpired }) => refusedWhenExpired).length;
    const late = quantile(
      alone.map(({ secondsLeft }) => secondsLeft),
      0.5,
    );
    const slowest = Math.max(...[...times.values()].flat());
    return {
      tables: [
        {
          title: `From the answer to a logout until all ${cluster.replicas.length} replicas refuse a copy, ms`,
          columns: ['login', 'logouts', 'median', 'longest'],
          rows: [
            ...[...times].map(([kind, ms]) => [kind, ms.length, quantile(ms, 0.5), Math.max(...ms)]),
            [
              'JWT alone (signature and expiry)',
              alone.length,
              1000 * late,
              1000 * Math.max(...alone.map((one) => one.secondsLeft)),
            ],
          ],
        },
      ],
      verdicts: [
        {
          claim: 'JWT alone is revoked late: its copy is good until it expires',
          holds: stillGood === alone.length && refusedInTheEnd === alone.length && late > 1,
          evidence: `${proportion(stillGood, alone.length)} accepted after logout, for ${late.toFixed(0)} s more`,
        },
        {
          claim: 'sessions, near cache and revocation list refuse within half a second',
          holds: slowest < 500,
          evidence: `${slowest.toFixed(0)} ms at most, in ${[...times.values()].flat().length} logouts`,
        },
      ],
      insight: [
        `Every replica refused a copied session or listed token after ${slowest.toFixed(0)} ms at most; a service that checks the signature alone takes it for ${late.toFixed(0)} s more.`,
        'Short lifetimes make that window smaller; only something that all replicas hear of closes it.',
      ],
    };
  },
};

interface Alone {
  acceptedAfterLogOut: boolean;
  refusedWhenExpired: boolean;
  secondsLeft: number;
}

/** Signs in, copies the cookies, signs out, and tries the copy on every replica until all refuse it. */
async function logOut(cluster: LabCluster, { routing, state }: CrowdMode) {
  const owner = new Visitor(cluster.crowd ?? cluster.url);
  await expectStatus(200, owner.send('PUT', '/api/lab/mode', { routing, state }));
  const account = { email: `${crypto.randomUUID()}@example.com`, password: crypto.randomUUID(), name: 'Ada' };
  await expectStatus(201, owner.send('POST', '/api/auth/register', account));
  const cookies = (await owner.jar.getCookies(owner.url)).filter(({ key }) =>
    // Without the cookie that says "just written": a thief's copy is older, and may be answered from a near cache.
    /^(lab_|access_|session_(?!.*fresh))/.test(key),
  );
  const headers = { cookie: cookies.map((cookie) => cookie.cookieString()).join('; ') };
  const statusOn = async (url: string) => {
    const answer = await new Visitor(url).request('/api/auth/me', { headers });
    await answer.arrayBuffer();
    return answer.status;
  };
  for (const { url } of cluster.replicas) {
    const status = await statusOn(url);
    if (status !== 200) throw new Error(`A copy of the login was answered by ${status} before the logout.`);
  }
  await expectStatus(204, owner.send('POST', '/api/auth/logout', {}));
  const since = performance.now();
  await Promise.all(
    cluster.replicas.map(async ({ url }) => {
      while ((await statusOn(url)) !== 401) await afterSeconds(0.001);
    }),
  );
  return {
    refusedAfter: performance.now() - since,
    token: cookies.find(({ key }) => key.startsWith('access_'))?.value,
  };
}

/** What a service does that knows the shop's public keys and nothing else; its clock is put forward to the token's end. */
async function whereOnlySignaturesCount({ url }: LabCluster, token: string): Promise<Alone> {
  const answer = await new Visitor(url).request('/.well-known/jwks.json');
  const keys = createLocalJWKSet((await answer.json()) as JSONWebKeySet);
  const acceptedAt = (seconds: number) =>
    jwtVerify(token, keys, { currentDate: new Date(seconds * 1000) }).then(
      () => true,
      () => false,
    );
  const expires = decodeJwt(token).exp!;
  const now = Date.now() / 1000;
  return {
    acceptedAfterLogOut: (await acceptedAt(now)) && (await acceptedAt(expires - 1)),
    refusedWhenExpired: !(await acceptedAt(expires + 1)),
    secondsLeft: expires - now,
  };
}

async function expectStatus(expected: number, sent: Promise<{ status: number; text(): Promise<string> }>) {
  const answer = await sent;
  const words = await answer.text();
  if (answer.status !== expected)
    throw new Error(`${expected} was expected, ${answer.status} came: ${words}`);
}
