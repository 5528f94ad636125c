import { useServedBy } from '../api/served-by';
import { byReplica } from './by-replica';
import { replicaColour } from './replica-colour';
import classes from './replica-shares.module.css';

/** A line in the colours of the replicas, each as long as its share of the answers. */
export function ReplicaShares() {
  const { counts } = useServedBy();
  return (
    <div className={classes.shares} aria-hidden>
      {byReplica(counts).map(([replica, count]) => (
        <span key={replica} style={{ flexGrow: count, background: replicaColour(replica) }} />
      ))}
    </div>
  );
}
