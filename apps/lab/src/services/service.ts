import type { Program } from '../processes/program.js';

/** A program that others reach by a URL. */
export interface Service {
  url: string;
  /** Absent where the service is not ours to run. */
  program?: Program;
  /** Ends the program; does nothing to a service that is not ours. */
  stop(): Promise<void>;
}

/** A service of ours that can be stopped for a while: it comes back at the same URL with what it held. */
export interface RestartableService extends Service {
  program: Program;
  /** Settles when it answers; does nothing where it runs. */
  start(): Promise<void>;
}

/** A service that somebody else runs, given by its URL. */
export function externalService(url: string): Service {
  return { url, stop: async () => undefined };
}
