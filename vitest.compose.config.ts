import { defineConfig } from 'vitest/config';

/** `npm run verify:compose`: what runs through docker compose, on a machine with a Docker engine. */
export default defineConfig({
  test: {
    name: 'compose',
    include: ['deploy/**/*.compose-spec.ts'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    maxWorkers: 1,
  },
});
