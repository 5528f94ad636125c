/**
 * Holds a token to the one spelling in which it was issued. Base64url has bits to spare and JSON allows a name
 * twice, so several texts could pass for one token: what is logged, remembered or revoked could then differ from what
 * is verified (RFC 8725 section 2.4, RFC 7515 section 4).
 * @throws {TypeError} for another spelling, duplicate names included.
 */
export function assertCanonical(token: string): void {
  const parts = token.split('.');
  if (parts.length !== 3) throw new TypeError('not a token of three parts');
  parts.forEach((part, index) => {
    const bytes = Buffer.from(part, 'base64url');
    if (bytes.toString('base64url') !== part) throw new TypeError('not canonical base64url');
    const isJson = index < 2;
    if (isJson && !isCanonicalJson(bytes.toString('utf8'))) throw new TypeError('not canonical JSON');
  });
}

function isCanonicalJson(text: string): boolean {
  return JSON.stringify(JSON.parse(text)) === text;
}
