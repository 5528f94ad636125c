/**
 * Generates the Prisma client: `npm run generate`. Prisma 7's CLI downloads a native schema engine before each command, from a host
 * that many networks do not reach. `generate` never runs that engine, so any program may stand in its place.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
const { status } = spawnSync(process.execPath, [cli, 'generate'], {
  env: {
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    ...process.env,
  },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
