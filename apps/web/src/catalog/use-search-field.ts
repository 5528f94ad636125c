import { useDebouncedCallback } from '@mantine/hooks';
import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';

/** Milliseconds without a key before the search starts. */
const PAUSE = 300;

/** The words in the search field and in the address, kept alike: `/search?q=pears` can be shared and gone back to. */
export function useSearchField() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [parameters] = useSearchParams();
  const searching = pathname === '/search';
  const inAddress = searching ? (parameters.get('q') ?? '') : '';
  const [text, setText] = useState(inAddress);
  const searched = useRef(inAddress);
  const fetching = useIsFetching({ queryKey: ['products', { search: inAddress }] }) > 0;

  function search(words: string) {
    if (words === inAddress) return;
    searched.current = words;
    // While one types, each pause replaces the last one: "back" leaves the search, not its letters.
    void navigate(`/search?${new URLSearchParams({ q: words })}`, { replace: searching });
  }
  const searchSoon = useDebouncedCallback(search, PAUSE);

  useEffect(() => {
    // The address follows the field; the field follows only addresses that it did not ask for.
    if (inAddress === searched.current) return;
    searched.current = inAddress;
    setText(inAddress);
    searchSoon.cancel();
  }, [inAddress, pathname, searchSoon]);

  return {
    text,
    waiting: inAddress !== '' && fetching,
    type(words: string) {
      setText(words);
      searchSoon(words.trim());
    },
    submit() {
      searchSoon.cancel();
      search(text.trim());
    },
  };
}
