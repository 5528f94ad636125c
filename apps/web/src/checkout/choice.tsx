import { Radio, Stack } from '@mantine/core';
import classes from './choice.module.css';
import { Section } from './section';

interface ChoiceProps {
  title: string;
  name: string;
  /** The value to start with; the first option's, if left out. */
  initial?: string;
  options: { value: string; label: string; description: string; side?: string }[];
}

/** One out of a few, each with a word on what it means. */
export function Choice({ title, name, initial, options }: ChoiceProps) {
  return (
    <Section title={title}>
      <Stack gap="xs">
        {options.map((option, index) => (
          <Radio
            key={option.value}
            name={name}
            value={option.value}
            defaultChecked={initial === undefined ? index === 0 : option.value === initial}
            label={
              <span className={classes.words}>
                <span>{option.label}</span>
                {option.side && <span className="price">{option.side}</span>}
              </span>
            }
            description={option.description}
            classNames={{ root: classes.option, body: classes.body, labelWrapper: classes.label }}
          />
        ))}
      </Stack>
    </Section>
  );
}
