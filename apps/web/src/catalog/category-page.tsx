import { Title } from '@mantine/core';
import { useParams } from 'react-router';
import { usePageTitle } from '../shell/use-page-title';
import { nameOfCategory } from './categories';
import classes from './home-page.module.css';
import { ProductList } from './product-list';
import { Stalls } from './stalls';

/** What one stall sells. */
export function CategoryPage() {
  const { slug = '' } = useParams();
  const name = nameOfCategory(slug);
  usePageTitle(name);
  return (
    <>
      <Stalls />
      <Title order={1} className={classes.heading}>
        {name}
      </Title>
      <ProductList filter={{ category: slug }} />
    </>
  );
}
