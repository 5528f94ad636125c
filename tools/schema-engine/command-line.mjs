import { readFileSync } from 'node:fs';

/**
 * @typedef {object} EngineOptions
 * @property {boolean} version only the version is asked for
 * @property {string} [databaseCommand] `can-connect-to-database`, `create-database` or `drop-database`
 * @property {string} [url] the database, from `--datasource`, else from DATABASE_URL
 * @property {string} [shadowUrl] a ready shadow database; without it one is created and dropped
 * @property {[path: string, content: string][]} datamodels the schema's files
 */

/**
 * Reads the arguments with which Prisma's CLI starts its schema engine.
 * @param {string[]} argv
 * @returns {EngineOptions}
 */
export function readArguments(argv) {
  const after = (name) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
  const datasource = JSON.parse(after('--datasource') ?? '{}');
  return {
    version: argv[0] === '--version',
    databaseCommand: after('cli'),
    url: datasource.url || process.env.DATABASE_URL || undefined,
    shadowUrl: datasource.shadowDatabaseUrl || undefined,
    datamodels: argv.flatMap((word, index) =>
      word === '--datamodels' ? [[argv[index + 1], readFileSync(argv[index + 1], 'utf8')]] : [],
    ),
  };
}
