import type { SequenceRule } from './rule.js';

/** What a browser is told about the cookie of a session. */
export const cookieAttributes: SequenceRule = {
  id: 'cookie-attributes',
  says: 'A session cookie has HttpOnly and SameSite, and Secure if its SameSite is None.',
  why: 'A script that was injected reads the cookie, and other sites send requests with it (OWASP ASVS 3.3).',
  needs: ['login'],
  async check(scene) {
    const ada = scene.browser('ada');
    await scene.must(ada, 'login', { ...scene.user('ada') });
    for (const [name, { attributes }] of ada.cookies.all) {
      // A cookie that a script reads on purpose, as the token of a CSRF protection is.
      if (/csrf|xsrf/i.test(name)) continue;
      if (attributes.httponly === undefined) return `The cookie ${name} has no HttpOnly.`;
      if (!attributes.samesite) return `The cookie ${name} has no SameSite.`;
      if (attributes.samesite.toLowerCase() === 'none' && attributes.secure === undefined)
        return `The cookie ${name} has SameSite=None without Secure.`;
    }
    return undefined;
  },
};
