import fc from 'fast-check';
import { describe, it } from 'vitest';
import { commandsFor, describeSessionModel } from '../../../test/session-model.js';
import { MUTANTS } from '../interleavings/mutants.js';
import { listableMemoryStore } from '../listable-memory.js';
import { runModel } from './model-run.js';

describeSessionModel('A store in memory', async () => {
  let now = Date.now();
  return {
    store: listableMemoryStore({ now: () => now }),
    wait: (ms) => void (now += ms),
    close: async () => undefined,
  };
});

// A note that lives too long shows only to who waits, and these stores have no clock that a test can move.
const found = MUTANTS.filter(({ mistake }) => !mistake.startsWith('touch prolongs'));

describe('random commands', () => {
  it.each(found)(
    'show that $mistake',
    async ({ subject, breaks }) => {
      const store = subject();
      const property = fc.asyncProperty(commandsFor(store), (commands) => runModel(store, commands));
      const { failed } = await fc.check(property, { seed: 1, numRuns: 100, endOnFailure: true });
      if (!failed) throw new Error(`No run noticed it: ${breaks}`);
    },
    60_000,
  );
});
