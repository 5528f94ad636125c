import { Checkbox, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { categoriesQuery } from './catalog.queries';
import { formatMoney } from './money';
import classes from './search-filters.module.css';
import type { SearchFilter } from './use-search-filter';

/** Prices to stay below, in minor units. */
const CEILINGS = [200, 500, 1000, 2000];
const CURRENCY = 'EUR';

/** Narrows a search: one stall, a price, what is there today. */
export function SearchFilters({ stall, upTo, available, set }: SearchFilter) {
  const { data: categories = [] } = useQuery(categoriesQuery);
  return (
    <div role="group" aria-label="Filters" className={classes.filters}>
      <NativeSelect
        label="Stall"
        value={stall}
        onChange={(event) => set('stall', event.currentTarget.value)}
        data={[
          { value: '', label: 'All stalls' },
          ...categories.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
      />
      <NativeSelect
        label="Price"
        value={upTo}
        onChange={(event) => set('upTo', event.currentTarget.value)}
        data={[
          { value: '', label: 'Any price' },
          ...CEILINGS.map((cents) => ({ value: `${cents}`, label: `Up to ${formatMoney(cents, CURRENCY)}` })),
        ]}
      />
      <Checkbox
        label="In stock only"
        checked={available}
        onChange={(event) => set('available', event.currentTarget.checked ? 'yes' : '')}
        className={classes.stock}
      />
    </div>
  );
}
