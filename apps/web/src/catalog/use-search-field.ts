import { useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { MAX_LENGTH } from './search-input';

/** What is typed into the search field, and where it leads. */
export interface SearchFieldState {
  text: string;
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
  const inAddress = pathname === '/search' ? (parameters.get('q') ?? '').slice(0, MAX_LENGTH) : '';
  const [text, setText] = useState(inAddress);
  const [followed, setFollowed] = useState(inAddress);
  if (followed !== inAddress) {
    setFollowed(inAddress);
    setText(inAddress);
  }
  return {
    text,
    type: setText,
    search: () => void navigate(`/search?${new URLSearchParams({ q: text.trim() })}`),
    go(path) {
      setText(inAddress);
      void navigate(path);
    },
  };
}
