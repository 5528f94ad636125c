// Runs around `npm pack`: puts the libraries into the package, and removes them from the checkout afterwards.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LIBRARIES } from './library.mjs';

const packed = fileURLToPath(new URL('libraries', import.meta.url));
const checkout = fileURLToPath(new URL('../../libs', import.meta.url));

rmSync(packed, { recursive: true, force: true });
if (!process.argv.includes('--remove'))
  for (const library of LIBRARIES)
    for (const path of ['package.json', 'README.md', 'src', 'test'])
      cpSync(`${checkout}/${library}/${path}`, `${packed}/${library}/${path}`, { recursive: true });
