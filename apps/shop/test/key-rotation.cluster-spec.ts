import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCluster, type Cluster } from '../../lab/src/cluster/cluster.js';
import { Shopper } from '../../lab/src/testing/shopper.js';
import { LookingCrowd } from './looking-crowd.js';

const sessionKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const signingKey = (kid: string) => ({
  ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
  kid,
});
const settings = (sessionKeys: string[], authKeys: object[]) => ({
  SESSION_KEYS: sessionKeys.join(','),
  AUTH_KEYS: JSON.stringify(authKeys),
});

const [oldSession, newSession] = [sessionKey('old'), sessionKey('new')];
const [oldAuth, newAuth] = [signingKey('old'), signingKey('new')];

let cluster: Cluster;
beforeAll(async () => {
  const environment = { ...process.env, ...settings([oldSession], [oldAuth]), DRAIN_SECONDS: '2' };
  cluster = await startCluster({ environment, balancers: 2, replicas: 2 });
});
afterAll(() => cluster?.stop());

it('keys change in three rolls, while people shop, and nobody is signed out', async () => {
  const shoppers: Shopper[] = [];
  for (const mode of ['external', 'hybrid', 'stateless'])
    for (let count = 0; count < 5; count++) {
      const shopper = await Shopper.in(mode, cluster.urls);
      expect((await shopper.register()).status).toBe(201);
      expect((await shopper.add('DRI-001')).status).toBe(201);
      shoppers.push(shopper);
    }
  const rollWhileTheyLook = async (changes: Record<string, string>) => {
    const crowd = new LookingCrowd(shoppers, 100);
    await crowd.hasLooked(1);
    await cluster.roll(changes);
    await crowd.hasLooked(2);
    await crowd.stop();
    expect(crowd.broken).toEqual([]);
    expect(
      crowd.looks.flat().filter(({ statuses, hasCart }) => `${statuses}` !== '200,200' || !hasCart),
    ).toEqual([]);
  };

  await rollWhileTheyLook(settings([oldSession, newSession], [oldAuth, newAuth]));
  await rollWhileTheyLook(settings([newSession, oldSession], [newAuth, oldAuth]));
  // By the time that the old keys go, nothing is left that only they open: here by hand, else by the longest lifetime.
  for (const shopper of shoppers) {
    await shopper.send('POST', '/api/auth/refresh', {});
    const changed = await shopper.send('PATCH', '/api/cart/items/DRI-001', { quantity: 2 });
    expect(changed.status).toBe(200);
  }
  await rollWhileTheyLook(settings([newSession], [newAuth]));
  const jwks = await (await shoppers[0]!.request('/.well-known/jwks.json')).json();
  expect((jwks as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)).toEqual(['new']);
}, 300_000);
