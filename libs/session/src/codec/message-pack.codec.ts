import { Packr } from 'msgpackr';
import type { SessionCodec } from './session-codec.js';

const packr = new Packr({ useRecords: false });
const BEGIN_OF_JSON = 0x7b;

/**
 * MessagePack: smaller than JSON, and dates, maps, sets and binary survive. It also reads what the JSON codec wrote, so an
 * application can change to it without ending sessions (not back).
 */
export const messagePackCodec: SessionCodec = {
  encode: (value) => packr.pack(value),
  decode: (bytes) =>
    // As the first byte of MessagePack it would be the number 123, which no envelope is.
    bytes[0] === BEGIN_OF_JSON ? (JSON.parse(bytes.toString('utf8')) as unknown) : packr.unpack(bytes),
};
