import { Packr } from 'msgpackr';
import { assertStorable, type SessionCodec } from '../codec/session-codec.js';

// Plain objects as records of msgpackr: only so can they be told from a Map. They take half the bytes, too.
const packr = new Packr({ useRecords: true, mapsAsObjects: false, moreTypes: true, copyBuffers: true });
// The first edition wrote objects as maps of MessagePack, whose first byte is one of these.
const objectsAsMaps = new Packr({ useRecords: false, moreTypes: true, copyBuffers: true });
const isMap = (first: number | undefined) =>
  first !== undefined && ((first & 0xf0) === 0x80 || first === 0xde || first === 0xdf);
// As the first byte of MessagePack it would be the number 123, and session data are no number.
const BEGIN_OF_JSON = 0x7b;

/**
 * MessagePack (https://msgpack.org): smaller than JSON, and Map, Set, Date, BigInt, NaN and binary data survive. It refuses what
 * it would not give back: functions, symbols, instances of other classes. It also reads what the JSON codec wrote, so an
 * application can change to it without ending sessions, but not back.
 *
 * @example
 * import { messagePackCodec } from '@app/session/message-pack';
 * SessionModule.forRoot({ store, keys, codec: messagePackCodec });
 */
export const messagePackCodec: SessionCodec = {
  encode: (value) => packr.pack(value),
  decode: (bytes) => {
    if (bytes[0] === BEGIN_OF_JSON) return JSON.parse(bytes.toString('utf8')) as unknown;
    return (isMap(bytes[0]) ? objectsAsMaps : packr).unpack(bytes) as unknown;
  },
  validate: (key, value) => assertStorable(key, value, 'MessagePack', keeps),
};

function keeps(value: unknown): readonly unknown[] | undefined {
  if (value instanceof Map) return [...value].flat();
  if (value instanceof Set) return [...value];
  const atomic =
    ['number', 'bigint', 'undefined'].includes(typeof value) ||
    value instanceof Date ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value);
  return atomic ? [] : undefined;
}
