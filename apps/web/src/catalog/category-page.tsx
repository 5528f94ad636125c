import { Title } from '@mantine/core';
import { useParams } from 'react-router';
import { usePageTitle } from '../shell/use-page-title';
import classes from './home-page.module.css';
import { ProductList } from './product-list';
import { Stalls } from './stalls';
import { useCategoryName } from './use-category-name';

/** What one stall sells. */
export function CategoryPage() {
  const { slug = '' } = useParams();
  const name = useCategoryName(slug);
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
