import { z } from 'zod';

/** Query of `GET /api/products`. */
export const listQuerySchema = z.object({
  search: z.string().trim().max(100).optional().describe('words, or the beginning of one'),
  category: z.string().max(64).optional(),
  inStock: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('`true` leaves out what is sold out'),
  maxPrice: z.coerce.number().int().min(0).max(100_000_000).optional().describe('minor units'),
  cursor: z.string().max(300).optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(24),
});

/** One good. Money is in minor units (cents). */
export const productSchema = z
  .object({
    sku: z.string(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    category: z.string(),
    unit: z.string().describe('what one of it is, like `1 kg`'),
    price: z.int(),
    currency: z.string(),
    stock: z.int(),
    image: z.string(),
  })
  .meta({ id: 'Product' });

export const productPageSchema = z
  .object({ items: z.array(productSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'ProductPage' });

export const categoriesSchema = z.object({
  items: z.array(z.object({ slug: z.string(), name: z.string() })),
});

/** Body of `PATCH /api/admin/products/:sku`. */
export const changeProductSchema = z
  .strictObject({
    stock: z.int().min(0).max(1_000_000).optional(),
    price: z.int().min(0).max(100_000_000).optional(),
  })
  .refine(({ stock, price }) => stock !== undefined || price !== undefined, {
    error: 'Send stock, price or both.',
  })
  .meta({ minProperties: 1 });

export type ListQuery = z.output<typeof listQuerySchema>;
export type Product = z.output<typeof productSchema>;
export type ProductPage = z.output<typeof productPageSchema>;
export type ChangeProduct = z.output<typeof changeProductSchema>;
