import { useCombobox, type ComboboxStore } from '@mantine/core';
import { useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

/** The state of the search field, and what can be done with it. */
export interface SearchFieldState {
  text: string;
  box: ComboboxStore;
  type: (text: string) => void;
  /** Goes to everything that fits the words. */
  search: () => void;
  /** Goes to the page of a suggestion. */
  go: (path: string) => void;
}

/** Holds what is typed into the search field. It follows the address, so that "back" brings the words back too. */
export function useSearchField(): SearchFieldState {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [parameters] = useSearchParams();
  const inAddress = pathname === '/search' ? (parameters.get('q') ?? '') : '';
  const [text, setText] = useState(inAddress);
  const [followed, setFollowed] = useState(inAddress);
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  if (followed !== inAddress) {
    setFollowed(inAddress);
    setText(inAddress);
  }
  return {
    text,
    box,
    type(typed) {
      setText(typed);
      box.resetSelectedOption();
      if (typed.trim() === '') box.closeDropdown();
      else box.openDropdown();
    },
    search() {
      box.closeDropdown();
      void navigate(`/search?${new URLSearchParams({ q: text.trim() })}`);
    },
    go(path) {
      box.closeDropdown();
      setText(inAddress);
      void navigate(path);
    },
  };
}
