/** The configuration of a copied library's tests, which only `npx vitest run --root test/<library>` reads. */
export function vitestConfig(library) {
  return `// npx vitest run --root <this folder>: the tests of the ${library} library, apart from your own. Those named *.int.* and *.e2e.*
// start redis-server and other programs, which must be installed.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.lib-spec.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
`;
}
