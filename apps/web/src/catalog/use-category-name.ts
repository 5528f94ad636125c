import { useQuery } from '@tanstack/react-query';
import { categoriesQuery } from './catalog.queries';

/** The name to show for the slug of a category; until it is known, none. */
export function useCategoryName(slug: string | undefined): string {
  const { data: categories } = useQuery(categoriesQuery);
  return categories?.find((category) => category.slug === slug)?.name ?? '';
}
