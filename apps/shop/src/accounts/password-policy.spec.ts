import { describe, expect, it } from 'vitest';
import { refusedPassword } from './password-policy.js';

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };

describe('refusedPassword', () => {
  it.each([
    ['password', 'common'],
    ['PassWord ', 'common'],
    ['1234567890', 'common'],
    [' '.repeat(8), 'spaces'],
    ['\t\u00a0\u3000'.repeat(3), 'spaces'],
    ['Ada.Lovelace@example.com', 'email'],
    ['ada.lovelace', 'email'],
    ['ada lovelace', 'name'],
  ])('refuses %j', (password, reason) => {
    expect(refusedPassword(password, ada)).toContain(reason);
  });

  it.each(['correct horse battery staple', 'ñandú über alles', 'zq8!vT2w', '        x'])(
    'accepts %j',
    (password) => {
      expect(refusedPassword(password, ada)).toBeUndefined();
    },
  );
});
