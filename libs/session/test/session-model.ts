import fc from 'fast-check';
import * as runner from 'vitest';
import { BROWSERS, operationsFor, type ModelCommand } from '../src/testing/model/commands.js';
import { runModel } from '../src/testing/model/model-run.js';
import type { ModelSubject } from '../src/testing/model/model-subject.js';
import { sized } from './test-length.js';

const { describe, it, beforeAll, afterAll } = runner;

/** Commands that one `fc.assert` runs: then the count is looked at again. */
const RUNS = 10;
/** Runs that wait for their store at a time. */
const AT_ONCE = 4;
const SECOND = 1000;

// A difference prints this variable: then only these commands are run. Choose the store with `-t`.
const replayed = process.env['SESSION_MODEL'];

/**
 * Returns random commands for a store: shrunk, they are the shortest ones that show a difference.
 * @param meetRevocations whether requests are sent together with one that revokes all sessions of the user
 */
export function commandsFor(
  { store, wait }: ModelSubject,
  meetRevocations = true,
): fc.Arbitrary<ModelCommand[]> {
  const browser = fc.nat(BROWSERS - 1);
  const names = operationsFor(store.capabilities);
  const handler = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 });
  const besides = names.filter(
    (name) => name !== 'list' && (meetRevocations || !/^revoke (all|others)$/.test(name)),
  );
  const together = fc.array(fc.constantFrom(...besides), { minLength: 1, maxLength: 2 });
  const served = {
    browser,
    processes: fc.tuple(fc.nat(1), fc.nat(1)),
    late: fc.constantFrom(false, false, false, true),
  };
  const one = fc.record({ ...served, requests: fc.tuple(handler) });
  const two = fc.record({ ...served, requests: fc.tuple(together, together) });
  const later = wait
    ? fc.record({ waitMs: fc.constantFrom(...[1, 11, 500, 1790, 1801, 7201].map((each) => each * SECOND)) })
    : fc.record({ expires: browser });
  const command: fc.Arbitrary<ModelCommand> = fc.oneof(
    { weight: 12, arbitrary: one },
    { weight: 5, arbitrary: two },
    { weight: 1, arbitrary: later },
  );
  return fc.array(command, { minLength: 1, maxLength: 40, size: 'max' });
}

/**
 * Compares a store with the reference model: 2,000 random commands with fixed seeds, or 100,000 with new ones if `TEST_FULL=1`.
 * It prints how many commands it ran.
 */
export function describeSessionModel(
  name: string,
  start: () => Promise<ModelSubject & { readonly close: () => Promise<void> }>,
): void {
  describe(`${name}, compared with a model`, () => {
    let subject: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => {
      subject = await start();
    });
    afterAll(async () => subject?.close());

    it(
      'does what the model does, for random commands',
      async () => {
        if (replayed) return runModel(subject, JSON.parse(replayed) as ModelCommand[]);
        const wanted = sized(2000, 100_000);
        const firstSeed = sized(1, Date.now() % 1e9);
        const counted = { commands: 0, runs: 0 };
        // On a real store it depends on timing what a revocation meets: the short form is the same every time.
        const random = commandsFor(subject, subject.wait !== undefined || sized(0, 1) === 1);
        const property = fc.asyncProperty(random, async (commands) => {
          await runModel(subject, commands);
          counted.commands += commands.length;
          counted.runs++;
        });
        let seed = firstSeed;
        const worker = async () => {
          while (counted.commands < wanted) await fc.assert(property, { seed: seed++, numRuns: RUNS });
        };
        await Promise.all(Array.from({ length: subject.wait ? 1 : AT_ONCE }, worker));
        const { commands, runs } = counted;
        process.stdout.write(
          `${name}: ${commands} commands in ${runs} runs from seed ${firstSeed}, 0 differences\n`,
        );
      },
      sized(300_000, 7_200_000),
    );
  });
}
