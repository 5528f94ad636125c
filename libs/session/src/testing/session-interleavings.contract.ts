import { exploreInterleavings, replaySchedule } from './interleavings/explore.js';
import { combinations, OPERATIONS, type Scenario, type Start } from './interleavings/scenario.js';
import type { StoreUnderTest } from './session-store.contract.js';
import { testRunner, type TestRunner } from './test-runner.js';

/** Options of {@link describeSessionInterleavings}. */
export interface InterleavingsOptions {
  /** How many of the pairs of operations are played, spread evenly over all of them. Default all: thousands of schedules. */
  readonly pairs?: number;
  /** Also plays every schedule with one failing call. Default false. */
  readonly faults?: boolean;
  /** A schedule that a broken rule printed: then only this one is played. Default `SESSION_SCHEDULE` of the environment. */
  readonly replay?: string | undefined;
  /** The command that a broken rule prints, so that this test runs again. Default `npm test`. */
  readonly command?: string;
}

const STARTS: readonly Start[] = ['guest', 'signed in', 'no session'];
const AT_ONCE = 4;

/**
 * Tests that no order of the store calls of two requests, each in a process of its own, breaks a rule of sessions. For
 * stores that declare `cas` and `revocable`. It prints how many schedules it played.
 *
 * @param runner the test runner, if its functions are not global
 * @example
 * describeSessionInterleavings('MyStore', () => ({ store: new MyStore(), other: new MyStore(), close }), { pairs: 20 });
 */
export function describeSessionInterleavings(
  name: string,
  start: () => Promise<Pick<StoreUnderTest, 'store' | 'other' | 'close'>>,
  {
    pairs = Infinity,
    faults = false,
    replay = process.env['SESSION_SCHEDULE'],
    command = 'npm test',
  }: InterleavingsOptions = {},
  runner?: TestRunner,
): void {
  const { describe, it, beforeAll, afterAll } = testRunner(runner);

  describe(`${name}, in every order of the store calls`, () => {
    let subject: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(async () => subject?.close());

    if (replay) {
      it('keeps the rules in the schedule of SESSION_SCHEDULE', async () => {
        await replaySchedule(subject, replay, command);
      });
      return;
    }

    it('keeps the rules for pairs of operations', async () => {
      const { listable } = subject.store.capabilities;
      const operations = OPERATIONS.filter((operation) => listable || !operation.startsWith('revoke'));
      const all = STARTS.flatMap((from) => combinations(2, { start: from, processes: 'own', operations }));
      const scenarios = spread(all, pairs);
      const options = { faults, concurrency: AT_ONCE, command };
      const schedules = await exploreInterleavings(subject, scenarios, options);
      process.stdout.write(
        `${name}: ${scenarios.length} of ${all.length} pairs, ${schedules} schedules, 0 broken\n`,
      );
    });
  });
}

/** Returns `count` of them, at equal distances. */
function spread(scenarios: readonly Scenario[], count: number): readonly Scenario[] {
  const distance = Math.max(1, scenarios.length / count);
  return scenarios.filter((_, at) => at % distance < 1);
}
