/** 64 bytes in base64url, whose last character has no bits to spare. */
const ED25519_SIGNATURE = /^[\w-]{85}[AQgw]$/;

/**
 * Holds a part of a verified token to the one spelling in which it was issued. Base64url has bits to spare and JSON allows a
 * name twice, so several texts could pass for one token: what is logged, remembered or revoked could then differ from what
 * is verified (RFC 8725 section 2.4, RFC 7515 section 4).
 * @param part the JSON that was read from it
 * @throws {TypeError} for another spelling, duplicate names included.
 */
export function assertCanonical(text: string | undefined, part: object): void {
  if (Buffer.from(JSON.stringify(part)).toString('base64url') !== text)
    throw new TypeError('not the spelling of this issuer');
}

/**
 * The same for a signature by Ed25519.
 * @throws {TypeError} for another spelling
 */
export function assertCanonicalSignature(text: string | undefined): void {
  if (!ED25519_SIGNATURE.test(text ?? '')) throw new TypeError('not a canonical signature');
}
