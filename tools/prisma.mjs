/**
 * Prisma's CLI without its native engine, which npm does not carry and many networks cannot download:
 * `node tools/prisma.mjs migrate status`. Takes what the CLI takes.
 */
import { runPrisma } from './schema-engine/prisma-cli.mjs';

process.exitCode = await runPrisma(process.argv.slice(2));
