import { reasonOf } from './prices';
import type { Verdict } from './verdict';
import { PRICE_SOURCE, VERDICT_COLUMNS, verdictRows } from './verdict-rows';

/** A verdict as Markdown, to be pasted into an issue or a chat. */
export function verdictMarkdown(verdict: Verdict): string {
  const { faults, sentence, crowds } = verdict;
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const reasons = crowds.flatMap(({ mode }) => {
    const reason = reasonOf(mode);
    return reason ? [`- ${reason.why} See ${reason.page}.`] : [];
  });
  return [
    `**${faults.length > 0 ? `With a ${faults.join(', a ')}: ` : ''}${sentence}**`,
    '',
    row(VERDICT_COLUMNS),
    row(VERDICT_COLUMNS.map(() => '---')),
    ...verdictRows(verdict).map(row),
    '',
    PRICE_SOURCE,
    '',
    ...reasons,
    '',
  ].join('\n');
}
