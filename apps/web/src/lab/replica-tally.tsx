import { useServedBy } from '../api/served-by';
import { byReplica } from './by-replica';
import { replicaColour } from './replica-colour';
import classes from './replica-tally.module.css';

/** Who answered last, and how many answers each replica gave since the page was loaded. */
export function ReplicaTally() {
  const { last, counts } = useServedBy();
  const answers = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <div className={classes.tally}>
      <span className={classes.last}>
        Answered by <strong style={{ color: replicaColour(last ?? '') }}>{last ?? 'nobody yet'}</strong>
      </span>
      <ul className={classes.counts} aria-label={`${answers} answers since this page was loaded`}>
        {byReplica(counts).map(([replica, count]) => (
          <li key={replica} data-last={replica === last}>
            {/* A new key at each answer starts the blink again. */}
            <i
              key={replica === last ? answers : 0}
              className={classes.lamp}
              style={{ background: replicaColour(replica) }}
            />
            {replica} <b>{count}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
