// npm run test:nest -- <major> … [<paths and options of vitest>]: the specs of libs/session and libs/idempotency on other major
// versions of Nest, such as `npm run test:nest -- 10 11` or `npm run test:nest -- 10 libs/session/test/sessions.e2e-spec.ts`. See
// versions/nest-packages.mjs.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensurePrograms } from '../apps/lab/setup/programs.mjs';
import { installed } from './versions/installed.mjs';
import { NEST_MAJORS, nestPackages, TEST_TOOLS } from './versions/nest-packages.mjs';
import { libraryProject } from './versions/library-project.mjs';

const VITEST_CONFIG = `import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['libs/**/*.spec.ts', 'libs/**/*.e2e-spec.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    isolate: false,
  },
});
`;

const args = process.argv.slice(2);
const majors = args.filter((arg) => NEST_MAJORS.includes(arg));
const others = args.filter((arg) => !NEST_MAJORS.includes(arg));
if (majors.length === 0) {
  console.error(`npm run test:nest -- <${NEST_MAJORS.join(' | ')}> … [<paths and options of vitest>]`);
  process.exitCode = 1;
}
if (majors.length > 0) ensurePrograms(['redis-server', 'memcached']);
for (const major of majors) if (!testOn(major)) process.exitCode = 1;

function testOn(major) {
  const packages = nestPackages(major, TEST_TOOLS);
  const project = libraryProject(installed(`nest-${major}`, packages), {
    // ES2021, as the copied sources promise; Vite takes the semantics of class fields from it.
    compilerOptions: { target: 'es2021', experimentalDecorators: true, emitDecoratorMetadata: true },
    files: { 'vitest.config.mjs': VITEST_CONFIG },
  });
  try {
    console.log(
      `The specs of libs/session and libs/idempotency on Nest ${packages['@nestjs/core']}, Node ${process.version}`,
    );
    const vitest = join(project.directory, 'node_modules/vitest/vitest.mjs');
    const { status } = spawnSync(process.execPath, [vitest, 'run', ...others], {
      cwd: project.directory,
      stdio: 'inherit',
    });
    return status === 0;
  } finally {
    project.remove();
  }
}
