import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { LostPage } from '../shell/lost-page';
import { usePageTitle } from '../shell/use-page-title';
import { categoriesQuery } from './catalog.queries';
import classes from './home-page.module.css';
import { ProductList } from './product-list';
import { Stalls } from './stalls';
import { useCategoryName } from './use-category-name';

/** What one stall sells. */
export function CategoryPage() {
  const { slug = '' } = useParams();
  const name = useCategoryName(slug);
  usePageTitle(name);
  const { data: categories } = useQuery(categoriesQuery);
  if (categories && !categories.some((category) => category.slug === slug)) return <LostPage />;
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
