import { Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import type { CrowdRun, StartCrowd } from '../../api/types';
import { startCrowd, stopCrowd } from '../lab-orders';
import { CrowdScore } from './crowd-score';
import { CROWD_MODES, crowdMode } from './crowd-modes';
import classes from './crowd-panel.module.css';
import { useLabOrder } from './use-lab-order';

const NOBODY = 'nobody';
const MODES = CROWD_MODES.map(({ name }) => name);

interface CrowdPanelProps {
  crowd: CrowdRun | null;
  disabled: boolean;
}

/** Simulated visitors to start and stop, in one mode or in two at the same time. */
export function CrowdPanel({ crowd, disabled }: CrowdPanelProps) {
  const [first, setFirst] = useState('sticky');
  const [second, setSecond] = useState('external');
  const [visitors, setVisitors] = useState('40');
  const [rate, setRate] = useState('20');
  const start = useLabOrder((order: StartCrowd) => startCrowd(order));
  const stop = useLabOrder(stopCrowd);
  const isThere = crowd !== null && crowd.phase !== 'over';
  return (
    <form
      className={classes.panel}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({
          ...crowdMode(first),
          ...(second !== NOBODY && { against: crowdMode(second) }),
          visitors: Number(visitors),
          rate: Number(rate),
        });
      }}
    >
      <div className={classes.fields}>
        <NativeSelect
          label="A crowd in"
          data={MODES}
          value={first}
          onChange={(event) => setFirst(event.currentTarget.value)}
        />
        <NativeSelect
          label="beside one in"
          data={[NOBODY, ...MODES]}
          value={second}
          onChange={(event) => setSecond(event.currentTarget.value)}
        />
        <TextInput
          label="Visitors each"
          type="number"
          min={1}
          max={300}
          value={visitors}
          onChange={(event) => setVisitors(event.currentTarget.value)}
        />
        <TextInput
          label="Requests a second each"
          type="number"
          min={1}
          max={100}
          value={rate}
          onChange={(event) => setRate(event.currentTarget.value)}
        />
      </div>
      {isThere ? (
        <Button
          variant="default"
          leftSection={<IconPlayerStop aria-hidden size={17} />}
          loading={stop.isPending}
          disabled={crowd.phase === 'leaving'}
          onClick={() => stop.mutate()}
        >
          Stop the crowd
        </Button>
      ) : (
        <Button
          type="submit"
          leftSection={<IconPlayerPlay aria-hidden size={17} />}
          loading={start.isPending}
          disabled={disabled}
        >
          Start the crowd
        </Button>
      )}
      {crowd && <CrowdScore crowd={crowd} />}
      {!crowd && (
        <Text size="sm" c="dimmed">
          Both make the same visits at the same time, so both meet the same faults. They go home after five
          minutes.
        </Text>
      )}
    </form>
  );
}
