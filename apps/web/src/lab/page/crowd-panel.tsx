import { Button, Text } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import type { CrowdRun, StartCrowd } from '../../api/types';
import { startCrowd, stopCrowd } from '../lab-orders';
import { ChoiceField } from './choice-field';
import { CountField } from './count-field';
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
        <ChoiceField label="A crowd in" choices={MODES} value={first} onChoose={setFirst} />
        <ChoiceField label="beside one in" choices={[NOBODY, ...MODES]} value={second} onChoose={setSecond} />
        <CountField label="Visitors each" max={300} value={visitors} onChange={setVisitors} />
        <CountField label="Requests a second each" max={100} value={rate} onChange={setRate} />
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
