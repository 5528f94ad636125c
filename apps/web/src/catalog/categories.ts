/** A stall of the market. */
export interface Category {
  slug: string;
  name: string;
  position: number;
}

/** The catalogue names the categories; only these names are taken into the pages. */
const files = import.meta.glob<Category>('../../../../prisma/catalogue/*.json', {
  eager: true,
  import: 'category',
});

/** The categories in the order of the market. */
export const CATEGORIES: readonly Category[] = Object.values(files).sort((a, b) => a.position - b.position);

/** The picture over each stall, which is of a good that it sells. */
const SIGNS: Record<string, string> = {
  fruit: 'red-apple',
  vegetables: 'carrot',
  bakery: 'croissant',
  dairy: 'cheese-wedge',
  drinks: 'teapot',
  pantry: 'honey-pot',
  kitchen: 'cooking',
  garden: 'potted-plant',
};

/** The address of a category's picture. */
export function signOf(category: string): string {
  return `/goods/${SIGNS[category] ?? 'bread'}.svg`;
}

/** The name to show for the slug of a category. */
export function nameOfCategory(slug: string): string {
  return CATEGORIES.find((category) => category.slug === slug)?.name ?? slug;
}
