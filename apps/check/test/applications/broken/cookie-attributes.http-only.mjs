// Scripts can read the cookie.
import { serveWith } from '../sound.mjs';

serveWith({}, 'SameSite=Lax; Path=/');
