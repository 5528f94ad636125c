import { serveTokens } from './tokens.mjs';

serveTokens();
