import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Visitor } from '../src/client/visitor.js';
import { startStubCluster, type StubCluster } from './stub-cluster.js';

describe('discovery', () => {
  let cluster: StubCluster;

  beforeEach(async () => {
    cluster = await startStubCluster(3, { routing: 'cookie' });
  });

  afterEach(() => cluster.stop());

  const newcomers = async () => {
    const places = await Promise.all(Array.from({ length: 12 }, () => new Visitor(cluster.url).servedBy()));
    return [...new Set(places)].sort();
  };

  /** For a moment of a reload old and new workers answer side by side: it is over once five looks in a row agree. */
  const settlesOn = async (...expected: string[]) => {
    let agreed = 0;
    await expect
      .poll(
        async () => {
          const places = await newcomers();
          agreed = places.join() === expected.join() ? agreed + 1 : 0;
          return { agreed, places };
        },
        { timeout: 8_000 },
      )
      .toEqual({ agreed: 5, places: expected });
  };

  it('takes a replica in that has been listed, and lets go of one that has not', async () => {
    cluster.list({ r3: 'absent' });
    await settlesOn('r1', 'r2');
    cluster.list({ r1: 'absent' });
    await settlesOn('r2', 'r3');
  });

  it('gives a draining replica no more work, its own visitors included', async () => {
    const visitor = new Visitor(cluster.url);
    const place = (await visitor.servedBy())!;
    cluster.list({ [place]: 'draining' });
    await settlesOn(...['r1', 'r2', 'r3'].filter((id) => id !== place));
    expect(await visitor.servedBy()).not.toBe(place);
  });

  it('leaves the visitors of the others where they are when the list changes', async () => {
    const visitors = Array.from({ length: 60 }, () => new Visitor(cluster.url));
    const before = await Promise.all(visitors.map((visitor) => visitor.servedBy()));
    cluster.list({ r2: 'absent' });
    await settlesOn('r1', 'r3');
    const after = await Promise.all(visitors.map((visitor) => visitor.servedBy()));
    after.forEach((place, index) => {
      if (before[index] !== 'r2') expect(place).toBe(before[index]);
    });
    expect(after).not.toContain('r2');
  });

  it('is started again when it was killed', async () => {
    const discovery = () => cluster.programs().find(({ name }) => name.startsWith('discover.sh'));
    const { pid } = discovery()!;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => discovery()?.pid ?? pid, { timeout: 30_000 }).not.toBe(pid);
    cluster.list({ r3: 'absent' });
    await settlesOn('r1', 'r2');
  });

  it('keeps what it knows when the list is empty', async () => {
    cluster.list({ r1: 'absent', r2: 'absent', r3: 'absent' });
    cluster.list({ r1: 'absent' });
    await settlesOn('r2', 'r3');
  });

  it('fails no request while lists come and go', async () => {
    let failed = 0;
    let going = true;
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (going) if ((await new Visitor(cluster.url).request('/')).status !== 200) failed += 1;
      }),
    );
    try {
      for (const absent of ['r1', 'r2', 'r3']) {
        cluster.list({ [absent]: 'absent' });
        await settlesOn(...['r1', 'r2', 'r3'].filter((id) => id !== absent));
      }
    } finally {
      going = false;
      await load;
    }
    expect(failed).toBe(0);
  });
});
