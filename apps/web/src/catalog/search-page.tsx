import { Text, Title } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { usePageTitle } from '../shell/use-page-title';
import classes from './home-page.module.css';
import { ProductList } from './product-list';
import { Stalls } from './stalls';

/** What the market has for the words in the address. */
export function SearchPage() {
  const [parameters] = useSearchParams();
  const words = parameters.get('q') ?? '';
  usePageTitle(words ? `Search: ${words}` : 'Search');
  if (!words) return <Stalls />;
  return (
    <>
      <Title order={1} size="h2" className={classes.heading} mt={0}>
        Results for “{words}”
      </Title>
      <ProductList
        filter={{ search: words }}
        empty={
          <>
            <Text c="dimmed" mb="lg">
              No stall has that. Try another word, or look around:
            </Text>
            <Stalls />
          </>
        }
      />
    </>
  );
}
