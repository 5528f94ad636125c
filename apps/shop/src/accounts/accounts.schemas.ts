import { z } from 'zod';

const email = z
  .string()
  .meta({ format: 'email' })
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email('must be an email address'));
/** ASVS 5.0 6.2.1 asks for 8 characters at least, 6.2.9 that 64 are allowed; any characters, not trimmed. */
const newPassword = z
  .string()
  .min(8, 'must have at least 8 characters')
  .max(128, 'must have at most 128 characters');

const name = z.string().regex(/\S/, 'must not be empty').trim().max(100, 'must have at most 100 characters');

/** Body of `POST /api/auth/register`. */
export const registerSchema = z.strictObject({ email, password: newPassword, name });

/** Body of `POST /api/auth/login` and `/token`. Any text goes: a wrong one is a 401 and never a hint at the rules. */
export const credentialsSchema = z.strictObject({ email: z.string(), password: z.string() });

/** Body of `POST /api/auth/password`. */
export const passwordChangeSchema = z.strictObject({ current: z.string().max(1024), next: newPassword });

/** Body of `POST /api/auth/refresh`: with no token in it, the cookie counts. */
export const refreshSchema = z.strictObject({ refresh_token: z.string().max(4096).optional() }).optional();

/** Path of `DELETE /api/auth/sessions/:id`. */
export const sessionPathSchema = z.object({ id: z.string().max(128) });

/** Body of `PATCH /api/auth/me`. */
export const profileChangeSchema = z.strictObject({ name });

/** An account, as its owner sees it. */
export const profileSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
});

/** Tokens for an API client (RFC 6749 section 5.1). */
export const tokenPairSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('seconds until the access token expires'),
});

/** The public keys (RFC 7517). */
export const keySetSchema = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      kid: z.string(),
      alg: z.literal('EdDSA'),
      use: z.literal('sig'),
    }),
  ),
});

/** What a browser learns of a refresh: the tokens themselves travel in cookies. */
export const refreshedSchema = z.object({
  expires_in: z.int().describe('seconds until the access token expires'),
});

/** Answer of `POST /api/auth/refresh`. */
export const refreshAnswerSchema = z.union([tokenPairSchema, refreshedSchema]);

/** One place where the user is signed in. */
export const listedSessionSchema = z.object({
  id: z.string(),
  kind: z.enum(['session', 'token']),
  device: z.string(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  replica: z.string().nullable().describe('the replica that saw it last, where that is known'),
  current: z.boolean(),
});

/** Everywhere the user is signed in, as far as the session's state can list it. */
export const sessionListSchema = z.object({ items: z.array(listedSessionSchema), nextCursor: z.null() });

export type Credentials = z.output<typeof credentialsSchema>;
export type Registration = z.output<typeof registerSchema>;
export type PasswordChange = z.output<typeof passwordChangeSchema>;
export type RefreshRequest = z.output<typeof refreshSchema>;
export type ProfileChange = z.output<typeof profileChangeSchema>;
export type Profile = z.output<typeof profileSchema>;
export type TokenAnswer = z.output<typeof tokenPairSchema>;
export type Refreshed = z.output<typeof refreshedSchema>;
export type SessionItem = z.output<typeof listedSessionSchema>;
export type SessionList = z.output<typeof sessionListSchema>;
