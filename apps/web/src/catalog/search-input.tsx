import { TextInput, type TextInputProps } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

/** As long as the API takes. */
export const MAX_LENGTH = 100;

/** The input of the search, with or without suggestions. */
export function SearchInput(props: TextInputProps) {
  return (
    <TextInput
      type="search"
      radius="xl"
      size="sm"
      aria-label="Search the market"
      placeholder="Search the market"
      maxLength={MAX_LENGTH}
      enterKeyHint="search"
      autoComplete="off"
      leftSection={<IconSearch aria-hidden size={17} />}
      {...props}
    />
  );
}
