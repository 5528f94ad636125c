import { defineConfig } from 'prisma/config';

/** What Prisma's CLI reads. `generate` and `validate` need no database, so the address may be missing. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node tools/seed.mjs' },
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
});
