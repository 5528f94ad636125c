// Runs one replica of an exercise's app. Node 20 runs no TypeScript: Vite does.
import { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

// So that a history can say who answered, which no app has to care about.
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, ...args) {
  if (event === 'request') args[1].setHeader('X-Served-By', process.env.REPLICA_ID);
  return emit.call(this, event, ...args);
};

const checkout = fileURLToPath(new URL('../..', import.meta.url));
await runnerImport(process.argv[2], { configFile: false, root: checkout, logLevel: 'error' });
