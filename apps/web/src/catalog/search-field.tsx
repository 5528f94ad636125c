import { Combobox, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { SearchSuggestions } from './search-suggestions';
import { useSearchField } from './use-search-field';

/** Milliseconds without a key before suggestions are asked for. */
const PAUSE = 150;

/** The search of the header: suggestions while one types, everything that fits with Enter. */
export function SearchField() {
  const { text, box, type, search, go } = useSearchField();
  const [settled] = useDebouncedValue(text.trim(), PAUSE);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        // With a suggestion chosen, Enter goes there.
        if (box.getSelectedOptionIndex() === -1) search();
      }}
    >
      <Combobox store={box} onOptionSubmit={go} withinPortal={false}>
        <Combobox.Target>
          <TextInput
            type="search"
            radius="xl"
            size="sm"
            aria-label="Search the market"
            placeholder="Search the market"
            enterKeyHint="search"
            autoComplete="off"
            leftSection={<IconSearch aria-hidden size={17} />}
            value={text}
            onChange={(event) => type(event.currentTarget.value)}
            onBlur={() => box.closeDropdown()}
          />
        </Combobox.Target>
        <SearchSuggestions words={settled} />
      </Combobox>
    </form>
  );
}
