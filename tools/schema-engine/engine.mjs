import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import { MigrationAdapterFactory } from './adapter.mjs';
import { noDatabase } from './no-database.mjs';

/**
 * Loads the WebAssembly engine and connects it.
 * @param {import('./command-line.mjs').EngineOptions} options
 * @throws what the engine says when the database cannot be reached
 */
export async function openEngine({ url, shadowUrl, datamodels }) {
  await loadWebAssembly();
  const factory = url ? new MigrationAdapterFactory(url, shadowUrl) : noDatabase;
  return glue.SchemaEngine.new(
    { datamodels: datamodels.length > 0 ? datamodels : undefined },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

/** The engine hands over the reason of a panic here; the trap that follows says no more than "unreachable". */
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message: (message) => process.stderr.write(`The schema engine panicked: ${message}\n`),
};

/** By hand, as Node 20 cannot import a .wasm file. */
async function loadWebAssembly() {
  const gluePath = fileURLToPath(import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const bytes = readFileSync(gluePath.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}
