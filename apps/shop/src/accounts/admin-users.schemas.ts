import { z } from 'zod';
import { profileSchema } from './accounts.schemas.js';

/** Query of `GET /api/admin/users`. */
export const userQuerySchema = z.object({
  search: z
    .string()
    .trim()
    .max(100)
    // Postgres has no such character in its texts.
    .refine((text) => !text.includes('\0'), 'must not have a null character')
    .optional()
    .describe('a part of a name or of an email address'),
  cursor: z.uuid().optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** Path of `/api/admin/users/:id/…`. */
export const userPathSchema = z.object({ id: z.uuid() });

/** Path of `DELETE /api/admin/users/:id/sessions/:session`. */
export const userSessionPathSchema = z.object({ id: z.uuid(), session: z.string().max(128) });

/** Body of `PUT /api/admin/users/:id/roles`. */
export const rolesSchema = z.strictObject({
  roles: z
    .array(z.enum(['customer', 'admin']))
    .min(1)
    .max(2),
});

/** An account, as an administrator sees it. */
export const listedUserSchema = profileSchema
  .extend({
    createdAt: z.iso.datetime(),
    orders: z.int().describe('how many orders they placed'),
  })
  .meta({ id: 'ListedUser' });

export const userPageSchema = z
  .object({ items: z.array(listedUserSchema), nextCursor: z.string().nullable() })
  .meta({ id: 'UserPage' });

export type UserQuery = z.output<typeof userQuerySchema>;
export type RolesChange = z.output<typeof rolesSchema>;
export type ListedUser = z.output<typeof listedUserSchema>;
export type UserPage = z.output<typeof userPageSchema>;
