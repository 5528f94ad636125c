import { describe, expect, vi } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { it } from '../../lab/src/testing/market.js';
import { Shopper } from '../../lab/src/testing/shopper.js';
import { LookingCrowd } from './looking-crowd.js';

const SHOPPERS = 24;

describe('a replica is killed while everybody is looking', () => {
  let cluster: Cluster;
  it.beforeAll(({ cluster: shared }) => {
    cluster = shared;
  });

  /** Kills the first replica under load. @returns who had been served by it, and what each met before and after */
  async function kill(mode: string) {
    const shoppers: Shopper[] = [];
    for (let count = 0; count < SHOPPERS; count++) {
      const shopper = await Shopper.in(mode, cluster.url);
      expect((await shopper.register()).status).toBe(201);
      expect((await shopper.add('DRI-001')).status).toBe(201);
      shoppers.push(shopper);
    }
    const crowd = new LookingCrowd(shoppers);
    await crowd.hasLooked(3);
    const { id: victim, pid } = cluster.replicas[0]!;
    const homes = crowd.looks.map((looks) => looks.at(-1)!.replica);
    const seenByThen = crowd.looks.map(({ length }) => length);
    cluster.kill(victim);
    await vi.waitFor(() => expect(cluster.replicas[0]!.pid).not.toBe(pid), { timeout: 30_000 });
    // Back, and found by the balancer: it serves a visitor.
    const stranger = await Shopper.in('external', cluster.url);
    await vi.waitFor(async () => expect(await stranger.servedBy('/api/cart')).toBe(victim), {
      timeout: 30_000,
      interval: 20,
    });
    await crowd.hasLooked(5);
    await crowd.stop();
    return {
      victim,
      homes,
      looks: crowd.looks,
      after: crowd.looks.map((all, at) => all.slice(seenByThen[at])),
    };
  }

  // Without TEST_FULL=1 failover.cluster-spec.ts alone sees to these two.
  it.runIf(process.env['TEST_FULL'] === '1').each(['external', 'stateless'])(
    '%s: no GET fails, no cart and no login is lost',
    async (mode) => {
      const { looks } = await kill(mode);
      const bad = looks.flat().filter(({ statuses, hasCart }) => `${statuses}` !== '200,200' || !hasCart);
      expect(bad).toEqual([]);
    },
  );

  it('sticky: its visitors lose theirs, once, and stay where they went; nobody else does', async () => {
    const { victim, homes, looks, after } = await kill('sticky');
    const orphans = homes.filter((home) => home === victim);
    expect(orphans.length).toBeGreaterThan(0);
    expect(orphans.length).toBeLessThan(SHOPPERS);
    expect(looks.flat().filter(({ statuses: [cart] }) => cart !== 200)).toEqual([]);
    for (const [at, home] of homes.entries()) {
      const wasThere = home === victim;
      // One change from having a cart to not having one, and no other.
      const changes = looks[at]!.slice(1).filter(
        ({ hasCart }, look) => hasCart !== looks[at]![look]!.hasCart,
      );
      expect(changes).toHaveLength(wasThere ? 1 : 0);
      expect(after[at]!.at(-1)).toMatchObject({
        statuses: [200, wasThere ? 401 : 200],
        hasCart: !wasThere,
      });
      const moves = looks[at]!.slice(1).filter(({ replica }, look) => replica !== looks[at]![look]!.replica);
      expect(moves).toHaveLength(wasThere ? 1 : 0);
    }
  });
});
