import { Text, Title } from '@mantine/core';
import { usePageTitle } from '../shell/use-page-title';
import classes from './home-page.module.css';
import { ProductList } from './product-list';
import { SearchFilters } from './search-filters';
import { Stalls } from './stalls';
import { useSearchFilter } from './use-search-filter';

/** What the market has for the words and the filters in the address. */
export function SearchPage() {
  const asked = useSearchFilter();
  const { words, filter } = asked;
  usePageTitle(words ? `Search: ${words}` : 'Search');
  return (
    <>
      <Title order={1} size="h2" className={classes.heading} mt={0}>
        {words ? `Results for “${words}”` : 'All products'}
      </Title>
      <SearchFilters {...asked} />
      <ProductList
        filter={filter}
        empty={
          <>
            <Text c="dimmed" mb="lg">
              No stall has that. Try another word or fewer filters, or look around:
            </Text>
            <Stalls />
          </>
        }
      />
    </>
  );
}
