// Deletes the cookie, and leaves the session.
import { serveWith } from '../sound.mjs';

serveWith({
  'POST /logout': async ({ setCookie }) => {
    setCookie('');
  },
});
