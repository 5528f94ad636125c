// Node 20 runs no TypeScript: Vite does.
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

await runnerImport(fileURLToPath(new URL('./library.ts', import.meta.url)), { configFile: false });
