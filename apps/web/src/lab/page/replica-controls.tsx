import { Badge, Button, Text } from '@mantine/core';
import { IconBolt, IconDoorExit, IconPlayerPause } from '@tabler/icons-react';
import type { Telemetry } from '../../api/types';
import { breakReplica, type Fault } from '../lab-orders';
import { replicaColour } from '../replica-colour';
import classes from './replica-controls.module.css';
import { useLabOrder } from './use-lab-order';
import { useReturnNotice } from './use-return-notice';

const FAULTS: readonly { fault: Fault; label: string; Icon: typeof IconBolt }[] = [
  { fault: 'crash', label: 'Crash', Icon: IconBolt },
  { fault: 'pause', label: 'Pause', Icon: IconPlayerPause },
  { fault: 'drain', label: 'Drain', Icon: IconDoorExit },
];

const STATE_COLOUR = { up: 'leaf', draining: 'yellow', down: 'red' };
const MEBIBYTE = 2 ** 20;

interface ReplicaControlsProps {
  replicas: Telemetry['replicas'];
  onFault(fault: string): void;
}

/** Every replica with what it holds, and what can be done to it. */
export function ReplicaControls({ replicas, onFault }: ReplicaControlsProps) {
  const order = useLabOrder(async ({ id, fault }: { id: string; fault: Fault }) => {
    await breakReplica(id, fault);
    onFault(`${fault} of ${id}`);
  });
  const notice = useReturnNotice(replicas);
  return (
    <>
      <ul className={classes.replicas}>
        {replicas.map(({ id, state, sessions, rssBytes }) => (
          <li key={id}>
            <i style={{ background: replicaColour(id) }} />
            <b>{id}</b>
            <Badge variant="light" color={STATE_COLOUR[state]} className={classes.state}>
              {state}
            </Badge>
            <span className={classes.facts}>
              {state === 'down'
                ? 'will be back automatically'
                : `${sessions} sessions in memory, ${Math.round((rssBytes ?? 0) / MEBIBYTE)} MiB`}
            </span>
            <span className={classes.buttons}>
              {FAULTS.map(({ fault, label, Icon }) => (
                <Button
                  key={fault}
                  size="compact-sm"
                  variant="default"
                  leftSection={<Icon aria-hidden size={15} />}
                  aria-label={`${label} ${id}`}
                  disabled={state === 'down'}
                  onClick={() => order.mutate({ id, fault })}
                >
                  {label}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed" mt="xs" role="status">
        {notice}
      </Text>
    </>
  );
}
