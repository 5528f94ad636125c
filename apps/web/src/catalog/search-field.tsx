import { lazy, startTransition, Suspense, useState } from 'react';
import { whenLoaded } from '../shell/when-loaded';
import { SearchInput } from './search-input';
import { useSearchField } from './use-search-field';

const SearchCombobox = lazy(async () => ({
  default: (await whenLoaded(import('./search-combobox'))).SearchCombobox,
}));

/** The search of the header: suggestions while one types, everything that fits with Enter. */
export function SearchField() {
  const field = useSearchField();
  const [wanted, setWanted] = useState(false);
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        field.search();
      }}
    >
      <Suspense>
        {wanted ? (
          <SearchCombobox {...field} />
        ) : (
          <SearchInput
            value={field.text}
            onChange={(event) => field.type(event.currentTarget.value)}
            // As a transition this input stays, and takes what is typed, until the one with suggestions is there.
            onFocus={() => startTransition(() => setWanted(true))}
          />
        )}
      </Suspense>
    </form>
  );
}
