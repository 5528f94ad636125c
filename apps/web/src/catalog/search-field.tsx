import { Loader, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useSearchField } from './use-search-field';

/** The search of the header. It searches while one types, and at once with Enter. */
export function SearchField() {
  const { text, waiting, type, submit } = useSearchField();
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        type="search"
        radius="xl"
        size="sm"
        aria-label="Search the market"
        placeholder="Search the market"
        leftSection={<IconSearch aria-hidden size={17} />}
        rightSection={waiting && <Loader size={14} />}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
      />
    </form>
  );
}
