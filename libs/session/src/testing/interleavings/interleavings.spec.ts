import { describe, expect, it } from 'vitest';
import { sized } from '../../../test/test-length.js';
import { listableMemoryStore } from '../listable-memory.js';
import { exploreInterleavings, replaySchedule } from './explore.js';
import { combinations, type Scenario, type Start } from './scenario.js';

const command = 'npx vitest run --project unit libs/session/src/testing/interleavings';
const isFull = sized(0, 1) === 1;
const starts: Start[] = ['guest', 'signed in', 'no session'];

// A broken rule prints this variable and the command above: then only that schedule is played.
const replayed = process.env['SESSION_SCHEDULE'];

it.runIf(replayed)('keeps the rules in the schedule of SESSION_SCHEDULE', async () => {
  await replaySchedule({ store: listableMemoryStore() }, replayed ?? '', command);
});

describe.skipIf(replayed)('StoredSessions, in every order of the store calls', () => {
  for (const start of starts)
    it(`keeps the rules for every pair of operations, with and without a failing call (${start})`, async () => {
      const scenarios = [
        ...combinations(2, { start, processes: 'own' }),
        ...(isFull ? combinations(2, { start, processes: 'shared' }) : []),
      ];
      const subject = { store: listableMemoryStore() };
      const schedules = await exploreInterleavings(subject, scenarios, { faults: true, command });
      process.stdout.write(`${start}: ${scenarios.length} pairs, ${schedules} schedules\n`);
      expect(schedules).toBeGreaterThan(400);
    }, 120_000);

  it.runIf(isFull)(
    'keeps the rules for two operations in one request beside another request',
    async () => {
      const one = combinations(1, { start: 'guest', processes: 'own' }).flatMap(({ requests }) => requests);
      const two = one.flatMap((first) => one.map((second) => [...first, ...second]));
      const scenarios = starts.flatMap((start) =>
        two.flatMap((both) =>
          one.map((other): Scenario => ({ start, processes: 'own', requests: [both, other] })),
        ),
      );
      const schedules = await exploreInterleavings({ store: listableMemoryStore() }, scenarios, { command });
      process.stdout.write(
        `two operations in one request: ${scenarios.length} pairs, ${schedules} schedules\n`,
      );
    },
    1_800_000,
  );

  it.runIf(isFull)(
    'keeps the rules for every triple of operations',
    async () => {
      const scenarios = starts.flatMap((start) => combinations(3, { start, processes: 'own' }));
      const schedules = await exploreInterleavings({ store: listableMemoryStore() }, scenarios, { command });
      process.stdout.write(`${scenarios.length} triples, ${schedules} schedules\n`);
    },
    1_800_000,
  );

  it.each([
    'guest, own processes: login | logout / 1 1? 1 2 2',
    'guest, own processes: regenerate | idle refresh / 2 1 1 1 2',
    'signed in, own processes: regenerate | revoke all / 1 1? 1 2 2',
  ])('keeps them in a schedule that broke them before: %s', async (schedule) => {
    await replaySchedule({ store: listableMemoryStore() }, schedule, command);
  });
});
