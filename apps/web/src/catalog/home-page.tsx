import { Text, Title } from '@mantine/core';
import { usePageTitle } from '../shell/use-page-title';
import classes from './home-page.module.css';
import { ProductList } from './product-list';
import { Stalls } from './stalls';

/** The market from the entrance: its stalls, then everything there is. */
export function HomePage() {
  usePageTitle();
  return (
    <>
      <section className={classes.welcome}>
        <Title order={1} className={classes.title}>
          What do you need from the market today?
        </Title>
        <Text c="dimmed" size="lg">
          Eight stalls, open all hours. Fill your cart, and watch which server looks after it.
        </Text>
      </section>
      <Stalls />
      <section aria-labelledby="all-products">
        <Title order={2} id="all-products" className={classes.heading}>
          All products
        </Title>
        <ProductList filter={{}} />
      </section>
    </>
  );
}
