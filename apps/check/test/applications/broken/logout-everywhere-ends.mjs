// Ends the session of this device alone.
import { handlers, serveWith } from '../sound.mjs';

serveWith({ 'POST /logout-everywhere': handlers['POST /logout'] });
