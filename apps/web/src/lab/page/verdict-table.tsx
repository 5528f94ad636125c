import { Text } from '@mantine/core';
import { proportion } from '../../../../lab/src/report/proportion';
import { CopyVerdict } from './copy-verdict';
import type { Verdict } from './verdict';
import classes from './verdict-table.module.css';

/** The verdicts of this browser's runs. */
export function VerdictTable({ verdicts }: { verdicts: readonly Verdict[] }) {
  if (verdicts.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        Each crowd adds a line here when it goes home.
      </Text>
    );
  }
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Verdicts">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Mode</th>
            <th scope="col">Visitors who lost a session (95 % interval)</th>
            <th scope="col">Failed requests (95 % interval)</th>
            <th scope="col">Median</th>
            <th scope="col">99th percentile</th>
          </tr>
        </thead>
        {verdicts.map((verdict) => (
          <tbody key={verdict.id}>
            <tr>
              <th scope="rowgroup" colSpan={5} className={classes.sentence}>
                {verdict.faults.length > 0 && <span>{`With a ${verdict.faults.join(', a ')}: `}</span>}
                {verdict.sentence} <CopyVerdict verdict={verdict} />
              </th>
            </tr>
            {verdict.crowds.map((crowd) => (
              <tr key={crowd.mode}>
                <th scope="row">{crowd.mode}</th>
                <td data-bad={crowd.visitorsWithLoss > 0}>
                  {proportion(crowd.visitorsWithLoss, verdict.visitors)}
                </td>
                <td data-bad={crowd.failed > 0}>{proportion(crowd.failed, crowd.requests)}</td>
                <td>{Math.round(crowd.p50Ms)} ms</td>
                <td>{Math.round(crowd.p99Ms)} ms</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
