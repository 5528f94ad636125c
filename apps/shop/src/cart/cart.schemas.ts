import { z } from 'zod';
import { MAX_QUANTITY } from './cart-content.js';

const sku = z.string().min(1).max(64).describe('the good');
const quantity = z.int().min(1).max(MAX_QUANTITY).describe(`how many, 1 to ${MAX_QUANTITY}`);

/** Body of `POST /api/cart/items`. */
export const addItemSchema = z.strictObject({ sku, quantity });
/** Body of `PATCH /api/cart/items/:sku`. */
export const changeItemSchema = z.strictObject({ quantity });
/** The path of one item. */
export const itemPathSchema = z.object({ sku });

/** The cart as it is shown. Money is in minor units (cents). */
export const cartSchema = z
  .object({
    items: z.array(
      z.object({
        sku: z.string(),
        slug: z.string(),
        name: z.string(),
        unit: z.string(),
        image: z.string(),
        quantity: z.int(),
        unitPrice: z.int(),
        total: z.int(),
        stock: z.int(),
      }),
    ),
    total: z.int(),
    currency: z.string(),
    version: z.int().describe('counts the changes of this cart'),
  })
  .meta({ id: 'Cart' });

export type AddItem = z.output<typeof addItemSchema>;
export type ChangeItem = z.output<typeof changeItemSchema>;
export type Cart = z.output<typeof cartSchema>;
