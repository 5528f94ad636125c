import { defineConfig } from 'rolldown';
import { UNBUNDLED } from './unbundled.mjs';

/** What packages ask for and do without where it is not installed. */
const OPTIONAL = [
  /^@nestjs\/microservices/,
  /^class-(validator|transformer)$/,
  '@fastify/multipart',
  '@fastify/view',
];

/**
 * One file of what `nest build shop` compiled and of the packages it uses: a replica that reads one file instead of 1,500 is up in
 * half the time (docs/decisions/0022-one-file-per-replica.md).
 */
export default defineConfig({
  input: '../../dist/apps/shop/apps/shop/src/main.js',
  platform: 'node',
  external: [...UNBUNDLED.map((name) => new RegExp(`^${name}(/|$)`)), ...OPTIONAL],
  // Fastify's and Socket.IO's own.
  checks: { eval: false },
  output: {
    file: '../../dist/shop.js',
    format: 'esm',
    codeSplitting: false,
    // Names of classes are in logs and in the names of idempotency keys.
    keepNames: true,
    // For the `require` of packages that look for optional ones.
    banner: `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`,
  },
});
