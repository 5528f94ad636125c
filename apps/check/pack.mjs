// Runs around `npm pack`: compiles session-check and what it uses of the lab, and removes both from the checkout afterwards.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const compiled = fileURLToPath(new URL('dist', import.meta.url));

rmSync(compiled, { recursive: true, force: true });
if (!process.argv.includes('--remove')) {
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const project = fileURLToPath(new URL('tsconfig.app.json', import.meta.url));
  const options = ['--outDir', compiled, '--sourceMap', 'false', '--noEmitOnError'];
  execFileSync(process.execPath, [compiler, '-p', project, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
