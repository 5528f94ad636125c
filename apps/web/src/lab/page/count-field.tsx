import { TextInput } from '@mantine/core';

interface CountFieldProps {
  label: string;
  max: number;
  value: string;
  onChange(value: string): void;
}

/** A whole number of at least one. */
export function CountField({ label, max, value, onChange }: CountFieldProps) {
  return (
    <TextInput
      label={label}
      type="number"
      min={1}
      max={max}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
