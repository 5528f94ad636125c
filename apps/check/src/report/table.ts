import type { RuleResult } from '../run/run-rule.js';

const SIGNS = { passed: 'holds', broken: 'BROKEN', skipped: 'not tried' } as const;

/** One line of the table of rules. */
export function tableLine({ rule, outcome, reason, schedules, ms }: RuleResult): string {
  const plural = schedules === 1 ? 'schedule' : 'schedules';
  const detail = outcome === 'skipped' ? reason : `${schedules} ${plural}, ${(ms / 1000).toFixed(1)} s`;
  return `${SIGNS[outcome].padEnd(10)} ${rule.id.padEnd(30)} ${detail}`;
}
