/** Operations in the handler of a request. `switch user` assigns the user, so that the commit changes the id. */
export const MODEL_OPERATIONS = [
  'read',
  'assign a',
  'assign b',
  'delete a',
  'update a',
  'save',
  'reload',
  'touch',
  'regenerate',
  'login ada',
  'login bob',
  'switch user',
  'logout',
  'list',
  'revoke 0',
  'revoke 1',
  'revoke 2',
  'revoke others',
  'revoke all',
] as const;

/** Name of an operation of the model. `list` and the revocations are about the sessions of the user `ada`. */
export type ModelOperation = (typeof MODEL_OPERATIONS)[number];

/** Requests that a browser sends together, each with the operations of its handler. */
export interface RequestsCommand {
  readonly browser: number;
  /** The process that serves each request: 0 or 1. */
  readonly processes: readonly number[];
  /** Whether the first request has the cookie that the browser had before its newest one, as a slow tab has. */
  readonly late: boolean;
  readonly requests: readonly (readonly ModelOperation[])[];
}

/** One step of a model run, as plain data. `expires` ends the session of a browser by its idle timeout; `waitMs` moves the clock. */
export type ModelCommand = RequestsCommand | { readonly expires: number } | { readonly waitMs: number };

/** Number of browsers in a model run. */
export const BROWSERS = 3;

/** Returns what a store without an index of users can do, or every operation. */
export function operationsFor({ listable }: { readonly listable: boolean }): readonly ModelOperation[] {
  return MODEL_OPERATIONS.filter((name) => listable || !needsIndex(name));
}

/** Whether an operation needs an index of users. */
export function needsIndex(name: ModelOperation): boolean {
  return name === 'list' || name.startsWith('revoke');
}

/** Returns a command as one line of text. */
export function formatCommand(command: ModelCommand): string {
  if ('expires' in command) return `the session of browser ${command.expires} expires`;
  if ('waitMs' in command) return `${command.waitMs / 1000} s pass`;
  const { browser, processes, late, requests } = command;
  const handlers = requests.map((operations, at) => `${operations.join(', ')} (process ${processes[at]})`);
  return `browser ${browser}${late ? ', late' : ''}: ${handlers.join(' | ')}`;
}
