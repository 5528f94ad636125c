import type { CrowdRun } from '../../api/types';
import { modeName } from './crowd-modes';
import classes from './crowd-score.module.css';

const PHASE = {
  arriving: 'coming in',
  shopping: 'shopping',
  leaving: 'looking a last time for what they had',
  over: 'gone home',
};

/** What each crowd has counted so far, by its own books: what it put into carts, and what it found there. */
export function CrowdScore({ crowd }: { crowd: CrowdRun }) {
  return (
    <div className={classes.score}>
      <p>
        {crowd.visitors} visitors each: <b>{PHASE[crowd.phase]}</b>
      </p>
      <div className={classes.crowds}>
        {crowd.crowds.map(({ requests, failed, visitorsWithLoss, ...mode }) => (
          <dl key={modeName(mode)} aria-label={`Crowd in ${modeName(mode)}`}>
            <dt>{modeName(mode)}</dt>
            <dd data-bad={visitorsWithLoss > 0}>
              <b>{visitorsWithLoss}</b> {visitorsWithLoss === 1 ? 'visitor' : 'visitors'} lost a session
            </dd>
            <dd>
              {failed} of {requests} requests failed
            </dd>
          </dl>
        ))}
      </div>
    </div>
  );
}
