// Every refresh token of a family works forever.
import { serveTokens } from '../tokens.mjs';

serveTokens(`if redis.call('EXISTS', KEYS[1]) == 0 then return false end return ARGV[2]`);
