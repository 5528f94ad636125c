import type { RuleResult } from '../run/run-rule.js';

const SIGNS = { passed: 'holds', broken: 'BROKEN', skipped: 'not tried' } as const;

/** One line of the table of rules, and what the rule measured below it. */
export function tableLine({ rule, outcome, reason, schedules, ms, notes = [] }: RuleResult): string {
  const plural = schedules === 1 ? 'schedule' : 'schedules';
  const detail = outcome === 'skipped' ? reason : `${schedules} ${plural}, ${(ms / 1000).toFixed(1)} s`;
  const line = `${SIGNS[outcome].padEnd(10)} ${rule.id.padEnd(30)} ${detail}`;
  return [line, ...notes.map((note) => `${' '.repeat(11)}${note}`)].join('\n');
}
