import { z } from 'zod';

const line = (max: number) => z.string().regex(/\S/, 'must not be empty').trim().max(max);

export const addressSchema = z.strictObject({
  name: line(100),
  street: line(200),
  city: line(100),
  postcode: line(20),
  country: line(60),
});

/** Body of `POST /api/checkout`. */
export const checkoutSchema = z.strictObject({
  address: addressSchema,
  delivery: z.enum(['standard', 'express']),
  payment: z.strictObject({
    token: line(100).describe('from the payment provider; `tok_declined` declines'),
  }),
});

export const orderSchema = z
  .object({
    id: z.uuid(),
    status: z.enum(['reserved', 'confirmed', 'released']),
    createdAt: z.iso.datetime(),
    items: z.array(
      z.object({ sku: z.string(), name: z.string(), quantity: z.int(), unitPrice: z.int(), total: z.int() }),
    ),
    address: addressSchema,
    delivery: z.enum(['standard', 'express']),
    deliveryPrice: z.int(),
    total: z.int(),
    currency: z.string(),
  })
  .meta({ id: 'Order' });

export const orderPageSchema = z
  .object({ items: z.array(orderSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'OrderPage' });

/** What `GET /api/delivery` answers. */
export const deliveryListSchema = z.object({
  items: z.array(
    z.object({ delivery: z.enum(['standard', 'express']), price: z.int(), currency: z.string() }),
  ),
  nextCursor: z.null(),
});

/** Query of the list of one's own orders. */
export const orderQuerySchema = z.object({
  cursor: z.uuid().optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** Query of `GET /api/admin/orders`. */
export const adminOrderQuerySchema = orderQuerySchema.extend({
  status: orderSchema.shape.status.optional().describe('released ones are listed only where asked for'),
});

export type Checkout = z.output<typeof checkoutSchema>;
export type Order = z.output<typeof orderSchema>;
export type OrderPage = z.output<typeof orderPageSchema>;
export type OrderQuery = z.output<typeof orderQuerySchema>;
export type AdminOrderQuery = z.output<typeof adminOrderQuerySchema>;
export type DeliveryList = z.output<typeof deliveryListSchema>;
