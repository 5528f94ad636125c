import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import '../../test/session-app.js';
import { KeyRing } from '../encryption/key-ring.js';
import { SessionTooLargeError } from '../session.errors.js';
import { SealedSessions } from './sealed-sessions.js';

describe('SealedSessions', () => {
  it('rejects a session that does not fit into a cookie of 4,096 bytes, and leaves the old cookie valid', () => {
    const sessions = new SealedSessions({ keys: new KeyRing([{ id: 'a', secret: randomBytes(32) }]) });
    const begun = sessions.commit(sessions.open({ cookies: {}, secure: false }), () => ({ note: 'small' }));
    const browser = { cookies: { session: begun.cookies[0]!.value }, secure: false };
    const grow = () => sessions.commit(sessions.open(browser), () => ({ note: 'x'.repeat(4096) }));
    expect(grow).toThrow(SessionTooLargeError);
    expect(new SessionTooLargeError(2, 1).statusCode).toBe(413);
    expect(sessions.open(browser).data).toEqual({ note: 'small' });
  });
});
