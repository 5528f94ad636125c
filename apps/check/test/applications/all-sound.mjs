import { serveWith } from './sound.mjs';

serveWith();
