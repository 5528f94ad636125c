/** The picture over each stall, which is of a product that it sells. */
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
