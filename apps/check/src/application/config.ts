import { readFile } from 'node:fs/promises';
import { dirname, extname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LauncherError } from '../../../lab/src/processes/launcher-error.js';

/** What an application can be asked to do. */
export const OPERATIONS = [
  'write',
  'add',
  'read',
  'login',
  'logout',
  'whoami',
  'logoutEverywhere',
  'refresh',
  'list',
] as const;

/** Name of an operation. */
export type OperationName = (typeof OPERATIONS)[number];

/** A request. `{value}`, `{key}`, `{user}`, `{password}` and captured names are filled in wherever they stand. */
export interface RequestTemplate {
  /** Method and path: `PUT /notes/{key}`. */
  readonly request: string;
  /** Body, sent as JSON. */
  readonly json?: unknown;
  /** Body, sent as a form. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values to keep from a JSON response, by name: `{ "accessToken": "tokens.access" }`. */
  readonly capture?: Readonly<Record<string, string>>;
}

/** A user that can sign in. */
export interface User {
  readonly user: string;
  readonly password: string;
}

/** How to run an application, and what its requests are. */
export interface Config {
  readonly name: string;
  /** Command that starts one replica. `PORT`, `REPLICA_ID` and `REDIS_URL` are in its environment. */
  readonly start: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Directory of the config: the command runs in it. */
  readonly directory: string;
  /** `redis`: the replicas share the Redis of `REDIS_URL`. `none`: they share nothing, only responses are interleaved. */
  readonly store: 'redis' | 'none';
  readonly operations: Readonly<Partial<Record<OperationName, RequestTemplate>>>;
  /** Headers of every request; one that names a value which was not captured is left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Users that exist. Without them any name can sign in, with the password `secret`. */
  readonly users?: readonly User[];
  /** How long a revoked session may stay signed in elsewhere, in ms. Default 1000. */
  readonly revocationMs: number;
  /** Timeouts of a session that the application promises. Without them they are not tried. */
  readonly timeouts: { readonly idleSeconds?: number; readonly absoluteSeconds?: number };
  /** The largest number of round trips of an operation, by its name. */
  readonly budget: Readonly<Partial<Record<OperationName, number>>>;
}

/**
 * Loads a config: a JSON file, or a module whose default export is one.
 * @throws LauncherError with one sentence that says what to write
 */
export async function loadConfig(file: string, from: string): Promise<Config> {
  const path = isAbsolute(file) ? file : join(from, file);
  let raw: unknown;
  try {
    raw =
      extname(path) === '.json'
        ? JSON.parse(await readFile(path, 'utf8'))
        : // Not the module that an earlier run has loaded.
          ((await import(`${pathToFileURL(path).href}?${Date.now()}`)) as { default?: unknown }).default;
  } catch (error) {
    throw new LauncherError(`${file} cannot be read: ${(error as Error).message}.`);
  }
  return readConfig(raw, dirname(path));
}

/** Checks what a config file holds and fills in the defaults. @throws LauncherError */
export function readConfig(raw: unknown, directory: string): Config {
  const given = record(raw, 'The config');
  const known = [
    'name',
    'start',
    'environment',
    'store',
    'operations',
    'headers',
    'users',
    'revocationMs',
    'timeouts',
    'budget',
  ];
  for (const key of Object.keys(given))
    if (!known.includes(key)) throw new LauncherError(`"${key}" is no setting: use ${known.join(', ')}.`);
  if (typeof given.start !== 'string')
    throw new LauncherError(
      '"start" must be the command that starts one replica, for example "node app.js".',
    );
  const { store = 'redis', users, revocationMs = 1000 } = given;
  if (store !== 'redis' && store !== 'none') throw new LauncherError('"store" must be "redis" or "none".');
  if (typeof revocationMs !== 'number' || !(revocationMs >= 0))
    throw new LauncherError('"revocationMs" must be a number of milliseconds.');
  const operations = Object.entries(record(given.operations, '"operations"'));
  for (const [name] of operations)
    if (!(OPERATIONS as readonly string[]).includes(name))
      throw new LauncherError(`"${name}" is no operation: use ${OPERATIONS.join(', ')}.`);
  return {
    name: typeof given.name === 'string' ? given.name : 'the application',
    start: given.start,
    environment: record(given.environment ?? {}, '"environment"') as Record<string, string>,
    directory,
    store,
    operations: Object.fromEntries(operations.map(([name, value]) => [name, readTemplate(name, value)])),
    headers: record(given.headers ?? {}, '"headers"') as Record<string, string>,
    ...(users !== undefined && { users: users as readonly User[] }),
    revocationMs,
    timeouts: record(given.timeouts ?? {}, '"timeouts"'),
    budget: record(given.budget ?? {}, '"budget"') as Record<string, number>,
  };
}

function readTemplate(name: string, value: unknown): RequestTemplate {
  const template = typeof value === 'string' ? { request: value } : (record(value, `"${name}"`) as object);
  const { request } = template as RequestTemplate;
  if (!/^[A-Z]+ \/\S*$/.test(request ?? ''))
    throw new LauncherError(`"${name}" must be a method and a path, for example "POST /login".`);
  return template as RequestTemplate;
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new LauncherError(`${what} must be an object.`);
  return value as Record<string, unknown>;
}
