import { describe, expect, it } from 'vitest';
import { BrokenRuleError, exploreInterleavings, replaySchedule } from './explore.js';
import { MUTANTS } from './mutants.js';
import { parseScenario } from './scenario.js';

describe('the interleaving scheduler', () => {
  it.each(MUTANTS)(
    'finds that $mistake',
    async ({ subject, scenario, breaks, faults = false }) => {
      const broken: unknown = await exploreInterleavings(subject(), [parseScenario(scenario)], {
        faults,
      }).catch((error: unknown) => error);
      expect(broken).toBeInstanceOf(BrokenRuleError);
      const { broken: rules, schedule, message } = broken as BrokenRuleError;
      expect(rules.join('\n')).toContain(breaks);
      expect(message).toContain(`SESSION_SCHEDULE='${schedule}'`);
      await expect(replaySchedule(subject(), schedule)).rejects.toMatchObject({ broken: rules });
    },
    60_000,
  );
});
