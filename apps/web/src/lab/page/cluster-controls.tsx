import { Button } from '@mantine/core';
import { IconDatabase, IconPlus } from '@tabler/icons-react';
import type { Telemetry } from '../../api/types';
import { addReplica, orderRedis } from '../lab-orders';
import classes from './cluster-controls.module.css';
import { useLabOrder } from './use-lab-order';

interface ClusterControlsProps {
  launcher: Telemetry['launcher'];
  onFault(fault: string): void;
}

/** What only the launcher can do: one more replica, no Redis. */
export function ClusterControls({ launcher, onFault }: ClusterControlsProps) {
  const add = useLabOrder(async () => {
    await addReplica();
    onFault('replica added');
  });
  const redis = useLabOrder(async (order: 'stop' | 'start') => {
    await orderRedis(order);
    if (order === 'stop') onFault('stop of Redis');
  });
  const stopped = launcher?.redis === 'stopped';
  return (
    <div className={classes.controls}>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconPlus aria-hidden size={16} />}
        disabled={!launcher}
        loading={add.isPending}
        onClick={() => add.mutate()}
      >
        Add a replica
      </Button>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconDatabase aria-hidden size={16} />}
        disabled={!launcher || launcher.redis === 'external'}
        loading={redis.isPending}
        onClick={() => redis.mutate(stopped ? 'start' : 'stop')}
      >
        {stopped ? 'Start Redis' : 'Stop Redis'}
      </Button>
    </div>
  );
}
