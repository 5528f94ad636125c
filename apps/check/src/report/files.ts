import type { RuleResult } from '../run/run-rule.js';
import { curlCommands, diagram } from './diagram.js';

/** Formats results for other programs. */
export function asJson(name: string, results: readonly RuleResult[]): string {
  const rules = results.map(
    ({ rule: { id, says, why }, outcome, reason, schedules, ms, notes, failure }) => ({
      ...{ id, says, why, outcome, reason, schedules, ms: Math.round(ms), notes },
      ...(failure && {
        schedule: failure.schedule,
        what: failure.what,
        events: failure.events.map(({ curl: _, ...event }) => event),
      }),
    }),
  );
  return `${JSON.stringify({ application: name, rules }, undefined, 2)}\n`;
}

/** Formats results as a JUnit report, which CI systems show: one test case for each rule. */
export function asJUnit(name: string, results: readonly RuleResult[]): string {
  const count = (outcome: RuleResult['outcome']) => results.filter((each) => each.outcome === outcome).length;
  const cases = results.map(({ rule, outcome, reason, ms, failure }) => {
    const open = `  <testcase classname="session-check" name="${xml(`${rule.id}: ${rule.says}`)}" time="${(ms / 1000).toFixed(3)}"`;
    if (failure)
      return `${open}>\n    <failure message="${xml(failure.what)}">${xml(`${rule.why}\n\n${diagram(failure)}\n\n${curlCommands(failure)}`)}</failure>\n  </testcase>`;
    return outcome === 'skipped'
      ? `${open}><skipped message="${xml(reason ?? '')}"/></testcase>`
      : `${open}/>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${xml(name)}" tests="${results.length}" failures="${count('broken')}" skipped="${count('skipped')}">`,
    ...cases,
    '</testsuite>\n',
  ].join('\n');
}

/** Escapes text for XML, and leaves out what XML 1.0 cannot hold. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD]/g, '·')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
