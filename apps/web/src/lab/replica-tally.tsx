import { useServedBy } from '../api/served-by';
import { replicaColour } from './replica-colour';
import classes from './replica-tally.module.css';

/** Who answered last, and how many answers each replica gave since the page was loaded. */
export function ReplicaTally() {
  const { last, counts } = useServedBy();
  const replicas = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const answers = replicas.reduce((sum, [, count]) => sum + count, 0);
  return (
    <div className={classes.tally}>
      <div className={classes.shares} aria-hidden>
        {replicas.map(([replica, count]) => (
          <span key={replica} style={{ flexGrow: count, background: replicaColour(replica) }} />
        ))}
      </div>
      <div className={classes.words}>
        <span className={classes.last}>
          Answered by{' '}
          <strong style={{ color: replicaColour(last ?? 'balancer') }}>{last ?? 'nobody yet'}</strong>
        </span>
        <ul className={classes.counts} aria-label={`${answers} answers since this page was loaded`}>
          {replicas.map(([replica, count]) => (
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
    </div>
  );
}
