// Runs one replica of an exercise's app, which was compiled before.
import { Server } from 'node:http';
import { pathToFileURL } from 'node:url';

// So that a history can say who answered, which no app has to care about.
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, ...args) {
  if (event === 'request') args[1].setHeader('X-Served-By', process.env.REPLICA_ID);
  return emit.call(this, event, ...args);
};

await import(pathToFileURL(process.argv[2]).href);
