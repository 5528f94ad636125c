import { Combobox, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { KeyboardEvent } from 'react';
import { SearchInput } from './search-input';
import { SearchSuggestions } from './search-suggestions';
import type { SearchFieldState } from './use-search-field';

/** Milliseconds without a key before suggestions are asked for. */
const PAUSE = 150;

/** The search with suggestions. It takes over from the plain input, so it takes the focus. */
export function SearchCombobox({ text, type, go }: SearchFieldState) {
  const box = useCombobox({
    defaultOpened: text.trim() !== '',
    onDropdownClose: () => box.resetSelectedOption(),
  });
  const [words] = useDebouncedValue(text.trim(), PAUSE);
  function change(typed: string) {
    type(typed);
    box.resetSelectedOption();
    if (typed.trim() === '') box.closeDropdown();
    else box.openDropdown();
  }
  function closeOnSearch(event: KeyboardEvent) {
    // With a suggestion chosen, Enter goes there; without one it sends the form.
    if (event.key === 'Enter' && box.getSelectedOptionIndex() === -1) box.closeDropdown();
  }
  return (
    <Combobox
      store={box}
      withinPortal={false}
      onOptionSubmit={(path) => {
        box.closeDropdown();
        go(path);
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <SearchInput
          role="combobox"
          autoFocus
          value={text}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={closeOnSearch}
          onBlur={() => box.closeDropdown()}
        />
      </Combobox.Target>
      <SearchSuggestions words={words} />
    </Combobox>
  );
}
