import { z } from 'zod';

const thirtyTwoBytes = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const privateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  d: thirtyTwoBytes,
  x: thirtyTwoBytes,
  kid: z.string().min(1).max(64),
});

/** An Ed25519 private key that signs tokens (RFC 8037). */
export type AuthKey = z.output<typeof privateJwk>;

/** A JSON array of Ed25519 private JWKs, or the base64url of it: the first one signs, all of them verify. */
export const authKeys = z.string().transform((text, context): AuthKey[] => {
  const keys = z.array(privateJwk).min(1).safeParse(parseJson(text));
  if (!keys.success) {
    // Only the rule is named: what was given is a secret, however malformed.
    context.addIssue(
      'must be a JSON array (or the base64url of one) of Ed25519 private JWKs with kty, crv, d, x and kid',
    );
    return z.NEVER;
  }
  if (new Set(keys.data.map(({ kid }) => kid)).size !== keys.data.length) {
    context.addIssue('names one kid twice: give each key its own kid');
    return z.NEVER;
  }
  return keys.data;
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.trimStart().startsWith('[') ? text : Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
