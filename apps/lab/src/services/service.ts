import type { Program } from '../processes/program.js';

/** A program that others reach by a URL. */
export interface Service {
  url: string;
  /** Absent where the service is not ours to run. */
  program?: Program;
  /** Ends the program; does nothing to a service that is not ours. */
  stop(): Promise<void>;
}

/** A service that another program runs, given by its URL. */
export function externalService(url: string): Service {
  return { url, stop: async () => undefined };
}
