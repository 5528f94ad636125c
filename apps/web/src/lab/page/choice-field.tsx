import { NativeSelect } from '@mantine/core';

interface ChoiceFieldProps {
  label: string;
  choices: readonly (string | { value: string; label: string })[];
  value: string;
  onChoose(value: string): void;
}

/** One of a few. */
export function ChoiceField({ label, choices, value, onChoose }: ChoiceFieldProps) {
  return (
    <NativeSelect
      label={label}
      data={[...choices]}
      value={value}
      onChange={(event) => onChoose(event.currentTarget.value)}
    />
  );
}
