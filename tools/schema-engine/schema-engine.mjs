#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine: the same command line and the same JSON-RPC over stdio, with Prisma's own
 * WebAssembly engine from npm behind it. `tools/prisma.mjs` points the CLI here; docs/decisions/0002 says why.
 */
import { readArguments } from './command-line.mjs';
import { runDatabaseCommand } from './database-commands.mjs';
import { openEngine } from './engine.mjs';
import { serve } from './protocol.mjs';

const options = readArguments(process.argv.slice(2));

if (options.version) {
  console.log('schema-engine (WebAssembly)');
} else if (options.databaseCommand) {
  process.exitCode = await runDatabaseCommand(options.databaseCommand, options.url);
} else {
  // Started with the first request, so that a database that is away becomes an answer and not a crash.
  let engine;
  await serve(process.stdin, process.stdout, () => (engine ??= openEngine(options)));
  process.exit();
}
