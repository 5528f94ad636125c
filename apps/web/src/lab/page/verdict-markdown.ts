import { proportion } from '../../../../lab/src/report/proportion';
import type { Verdict } from './verdict';

/** A verdict as Markdown, to be pasted into an issue or a chat. */
export function verdictMarkdown({ faults, visitors, crowds, sentence }: Verdict): string {
  const rows = crowds.map(
    ({ mode, visitorsWithLoss, failed, requests, p50Ms, p99Ms }) =>
      `| ${mode} | ${proportion(visitorsWithLoss, visitors)} | ${proportion(failed, requests)} | ${Math.round(p50Ms)} ms | ${Math.round(p99Ms)} ms |`,
  );
  return [
    `**${faults.length > 0 ? `With a ${faults.join(', a ')}: ` : ''}${sentence}**`,
    '',
    '| mode | visitors who lost a session (95 %) | failed requests (95 %) | median | 99th percentile |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
