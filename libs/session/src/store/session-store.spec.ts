import { describe, expect, it } from 'vitest';
import { formatRecord, parseRecord } from './session-store.js';

describe('a record as bytes', () => {
  it('comes back as it was, whatever the payload holds', () => {
    const payload = Buffer.from([0, 0x7c, 13, 10, 255]);
    const session = { version: 3, createdAt: 1, touchedAt: 2, expiresAt: 4, absoluteExpiresAt: 5, payload };
    expect(parseRecord(formatRecord(session))).toEqual(session);
  });

  it.each(['', 'x', '1|2|3|4|', '1|2|3|4||x', '1|2|3|4|five|x', '|||||'])(
    'is none where it is %j',
    (text) => {
      expect(parseRecord(Buffer.from(text))).toBeUndefined();
    },
  );
});
