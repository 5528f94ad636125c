import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';

/** Milliseconds without a key before it is looked for. */
const PAUSE = 250;

/** The words to look for, as typed and once the typing has paused. */
export function useFindField() {
  const [typed, type] = useState('');
  const [words] = useDebouncedValue(typed.trim(), PAUSE);
  return { typed, type, words };
}

interface FindFieldProps {
  label: string;
  typed: string;
  onType: (text: string) => void;
}

/** Finds rows of a table. */
export function FindField({ label, typed, onType }: FindFieldProps) {
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch aria-hidden size={17} />}
      value={typed}
      onChange={(event) => onType(event.currentTarget.value)}
      maw="22rem"
      mb="md"
    />
  );
}
