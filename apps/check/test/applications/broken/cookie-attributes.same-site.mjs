// Leaves it to the browser which sites send the cookie.
import { serveWith } from '../sound.mjs';

serveWith({}, 'HttpOnly; Path=/');
