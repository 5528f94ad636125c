/** Turns session data into bytes and back. Bytes are sealed afterwards; a codec neither encrypts nor signs. */
export interface SessionCodec {
  encode(value: unknown): Buffer;
  /** @throws any error for bytes that this codec did not make */
  decode(bytes: Buffer): unknown;
}

/** The default codec: JSON in UTF-8. Dates become strings, undefined and functions vanish. */
export const jsonCodec: SessionCodec = {
  encode: (value) => Buffer.from(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(bytes.toString('utf8')) as unknown,
};
