import { Logger, type INestApplication } from '@nestjs/common';
import { Draining } from './draining.js';
import { REPLICA_OPTIONS } from './replica.module-definition.js';
import type { ReplicaOptions } from './replica.options.js';

/**
 * Stops the process in order on SIGTERM (drain, close the application, exit 0) and on SIGINT (the same without the wait for
 * balancers: it comes from a terminal). What is not done within `stopSeconds` is cut off with exit 1.
 *
 * Use it instead of `app.enableShutdownHooks()`, which runs `onModuleDestroy`, and so closes database connections,
 * while requests are still being answered.
 */
export function stopOnSignals(app: INestApplication): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop(app, signal);
    });
  }
}

async function stop(app: INestApplication, signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
  const logger = new Logger('Stop');
  const { stopSeconds = 8 } = app.get<ReplicaOptions>(REPLICA_OPTIONS);
  setTimeout(() => {
    logger.error(`Not done ${stopSeconds} s after ${signal}: cutting off what is left`);
    process.exit(1);
  }, stopSeconds * 1000).unref();
  try {
    await app.get(Draining).drain(signal === 'SIGINT' ? 0 : undefined);
    await app.close();
    process.exit(0);
  } catch (error) {
    logger.error('Could not stop in order', error);
    process.exit(1);
  }
}
