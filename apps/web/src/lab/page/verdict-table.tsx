import { Text } from '@mantine/core';
import { reasonOf } from './prices';
import type { Verdict } from './verdict';
import { VerdictActions } from './verdict-actions';
import { PRICE_SOURCE, VERDICT_COLUMNS, verdictRows } from './verdict-rows';
import classes from './verdict-table.module.css';

interface VerdictTableProps {
  verdicts: readonly Verdict[];
  /** Whether a verdict can be copied, downloaded and run again from here. */
  actions?: boolean;
}

/** The verdicts of this browser's runs, with what each mode lost, what it costs, and why. */
export function VerdictTable({ verdicts, actions = true }: VerdictTableProps) {
  if (verdicts.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        Each crowd adds a verdict here when it leaves.
      </Text>
    );
  }
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Verdicts">
      <table className={classes.table}>
        <thead>
          <tr>
            {VERDICT_COLUMNS.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        {verdicts.map((verdict) => (
          <VerdictRows key={verdict.id} verdict={verdict} actions={actions} />
        ))}
      </table>
      <Text size="xs" c="dimmed" mt="xs">
        {PRICE_SOURCE}
      </Text>
    </div>
  );
}

function VerdictRows({ verdict, actions }: { verdict: Verdict; actions: boolean }) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={VERDICT_COLUMNS.length} className={classes.sentence}>
          {verdict.faults.length > 0 && <span>{`With a ${verdict.faults.join(', a ')}: `}</span>}
          {verdict.sentence}
          {actions && <VerdictActions verdict={verdict} />}
        </th>
      </tr>
      {verdictRows(verdict).map(([mode = '', ...cells], index) => {
        const { visitorsWithLoss, failed } = verdict.crowds[index]!;
        const bad = [visitorsWithLoss > 0, failed > 0];
        return (
          <tr key={mode}>
            <th scope="row">{mode}</th>
            {cells.map((cell, column) => (
              <td key={VERDICT_COLUMNS[column + 1]} data-bad={bad[column]}>
                {cell}
              </td>
            ))}
          </tr>
        );
      })}
      <tr>
        <td colSpan={VERDICT_COLUMNS.length}>
          {verdict.crowds.map(({ mode }) => {
            const reason = reasonOf(mode);
            return (
              reason && (
                <Text key={mode} size="sm" c="dimmed">
                  {reason.why} Read {reason.page}.
                </Text>
              )
            );
          })}
        </td>
      </tr>
    </tbody>
  );
}
