import { describe, expect, it } from 'vitest';
import { InvalidCursorError } from './catalog.errors.js';
import { decodeCursor, encodeCursor } from './page-cursor.js';

describe('page cursor', () => {
  it('comes back as it went', () => {
    const position = { name: 'Crème brûlée', sku: 'creme' };
    expect(decodeCursor(encodeCursor(position))).toEqual(position);
  });

  it.each(['', 'junk', Buffer.from('{}').toString('base64url'), Buffer.from('[1,2]').toString('base64url')])(
    'refuses %j',
    (junk) => expect(() => decodeCursor(junk)).toThrow(InvalidCursorError),
  );
});
