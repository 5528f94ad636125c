import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const alias = [
  {
    find: /^@app\/session\/(near-cache|memcached|message-pack|circuit-breaker|sealed|schema)$/,
    replacement: source('./libs/session/src/$1/index.ts'),
  },
  { find: /^@app\/(session|idempotency)\/testing$/, replacement: source('./libs/$1/src/testing/index.ts') },
  { find: /^@app\/(session|auth|replica|idempotency)$/, replacement: source('./libs/$1/src/index.ts') },
];

/** Starts the real stores once per project (see apps/lab/src/testing). */
const globalSetup = [source('./apps/lab/src/testing/services.setup.ts')];

const MADE_TO_MEASURE = ['apps/lab/test/balancer-*.cluster-spec.ts', 'workshop/**/*.cluster-spec.ts'];

/** One project per test level; the level is in the file's name (see CONTRIBUTING.md). */
function level(name: string, suffix: string, options: Record<string, unknown> = {}) {
  return {
    resolve: { alias },
    test: {
      name,
      include: [`{apps,libs,tools,prisma,deploy,workshop}/**/*${suffix}`],
      exclude: ['**/node_modules/**', '**/dist/**'],
      // A worker imports Nest once, not once per file: half the time. Files leave no state in modules.
      isolate: false,
      ...options,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      level('unit', '.spec.ts', {
        exclude: ['**/node_modules/**', '**/dist/**', '**/*.int.spec.ts'],
        maxWorkers: 2,
      }),
      level('int', '.int.spec.ts', {
        globalSetup,
        testTimeout: 30_000,
        hookTimeout: 60_000,
        maxWorkers: 2,
      }),
      level('e2e', '.e2e-spec.ts', {
        globalSetup,
        testTimeout: 30_000,
        hookTimeout: 120_000,
        maxWorkers: 2,
      }),
      // Real balancers before replicas that are made to measure: they leave room for two files at a time.
      level('balancer', '.cluster-spec.ts', {
        sequence: { groupOrder: 1 },
        include: MADE_TO_MEASURE,
        testTimeout: 120_000,
        hookTimeout: 180_000,
        maxWorkers: 2,
      }),
      level('cluster', '.cluster-spec.ts', {
        sequence: { groupOrder: 2 },
        exclude: ['**/node_modules/**', '**/dist/**', ...MADE_TO_MEASURE],
        testTimeout: 120_000,
        hookTimeout: 180_000,
        // For the market that its files share (apps/lab/src/testing/market.ts).
        maxWorkers: 1,
      }),
      level('browser', '.browser-spec.ts', {
        sequence: { groupOrder: 3 },
        testTimeout: 120_000,
        hookTimeout: 180_000,
        // As above, and for their Chromium.
        maxWorkers: 1,
      }),
    ],
  },
});
