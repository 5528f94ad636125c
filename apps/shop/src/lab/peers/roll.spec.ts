import { describe, expect, it } from 'vitest';
import type { ReplicaReport } from '../telemetry/replica-report.schema.js';
import { Roll } from './roll.js';

const report = {} as ReplicaReport;

describe('Roll', () => {
  let now = 1000;
  const names = (roll: Roll, ids: string[], complete: boolean) =>
    roll.call(
      ids.map((id) => ({ id, report })),
      { complete },
    );

  it('goes by the numbers in the names', () => {
    const called = names(new Roll(), ['shop-10', 'shop-9'], true);
    expect(called.map(({ id }) => id)).toEqual(['shop-9', 'shop-10']);
  });

  it('remembers since when a replica does not answer', () => {
    const roll = new Roll(() => now);
    expect(roll.call([{ id: 'a' }], { complete: true })).toMatchObject([{ downSince: 1000 }]);
    now = 5000;
    expect(roll.call([{ id: 'a' }], { complete: true })).toMatchObject([{ downSince: 1000 }]);
    expect(roll.call([{ id: 'a', report }], { complete: true })[0]).not.toHaveProperty('downSince');
  });

  it('misses for a minute what DNS no longer names, and forgets at once what a list leaves out', () => {
    const roll = new Roll(() => now);
    now = 0;
    names(roll, ['a', 'b'], false);
    expect(names(roll, ['a'], false)).toMatchObject([{ id: 'a' }, { id: 'b', downSince: 0 }]);
    now = 60_000;
    expect(names(roll, ['a'], false)).toHaveLength(1);
    names(roll, ['a', 'b'], true);
    expect(names(roll, ['a'], true)).toHaveLength(1);
  });

  it('leaves out an address that never said its name', () => {
    expect(new Roll().call([{ address: '10.0.0.1:3000' }], { complete: false })).toEqual([]);
  });
});
