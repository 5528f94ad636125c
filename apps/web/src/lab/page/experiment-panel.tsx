import { Button, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { NotSeenError } from '../feed/telemetry-feed';
import { ChoiceField } from './choice-field';
import { CROWD_MODES, crowdMode } from './crowd-modes';
import classes from './crowd-panel.module.css';
import { runExperiment, type Event } from './experiment';
import { EVENTS, linkOf, readChoices, type Choices } from './experiment-link';
import { useLabOrder } from './use-lab-order';

const MODES = CROWD_MODES.map(({ name }) => name);
interface ExperimentPanelProps {
  /** Why none can be started now, if so. */
  obstacle?: string;
  onFault(fault: string): void;
}

/** One click for a whole run: two modes, one fault, a verdict. */
export function ExperimentPanel({ obstacle, onFault }: ExperimentPanelProps) {
  // In the address, so that an experiment can be linked.
  const [parameters, setParameters] = useSearchParams();
  const choices = readChoices(parameters);
  const { first, second, event } = choices;
  const choose = (choice: Partial<Choices>) =>
    setParameters(linkOf({ ...choices, ...choice }), { replace: true, preventScrollReset: true });
  const [step, setStep] = useState('');
  const run = useLabOrder(() =>
    runExperiment(
      { modes: [crowdMode(first), crowdMode(second)], event },
      { step: setStep, fault: onFault },
    ).finally(() => setStep('')),
  );
  const failed = run.error instanceof NotSeenError && `No verdict. ${run.error.message}`;
  return (
    <form
      className={classes.panel}
      onSubmit={(submit) => {
        submit.preventDefault();
        run.mutate();
      }}
    >
      <div className={classes.fields}>
        <ChoiceField
          label="Compare"
          choices={MODES}
          value={first}
          onChoose={(name) => choose({ first: name })}
        />
        <ChoiceField
          label="with"
          choices={MODES}
          value={second}
          onChoose={(name) => choose({ second: name })}
        />
        <ChoiceField
          label="and"
          choices={EVENTS}
          value={event}
          onChoose={(chosen) => choose({ event: chosen as Event })}
        />
      </div>
      <Button
        type="submit"
        leftSection={<IconFlask aria-hidden size={17} />}
        loading={run.isPending}
        disabled={obstacle !== undefined}
      >
        Run the experiment
      </Button>
      <Text size="sm" c="dimmed" aria-live="polite">
        {step || failed || obstacle || 'Takes about half a minute, then adds its verdict below.'}
      </Text>
    </form>
  );
}
