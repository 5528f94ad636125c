import { parseArgs } from 'node:util';
import { ROUTINGS, type Routing } from './balancer/routing.js';
import { STATES, type ClusterOptions, type State } from './cluster/cluster-options.js';
import { LauncherError } from './processes/launcher-error.js';

/** What `npm run demo -- --help` says. */
export const DEMO_USAGE = `npm run demo -- [options]
  --port 8080            where the shop answers
  --replicas 3           how many replicas
  --balancers 2          how many nginx: 1 or 2, on ports P and P+1
  --tls                  https, with a certificate made on the first start
  --requests-per-second 2000   how many of them one address may send
  --routing cookie       any | cookie | url | ip, for visitors who have not chosen
  --state memory         memory | redis | near | token, for visitors who have not chosen
  --no-lab               a plain shop: no modes, no faults
  --database-url URL     a Postgres of yours instead of an own one
  --redis-url URL        a Redis of yours instead of an own one

npm run demo -- roll [--port 8080]       replaces the replicas of a running demo one by one
npm run demo -- scale 5 [--port 8080]    starts or ends replicas of a running demo until there are so many
npm run demo -- redis stop [--port 8080]  stops the Redis of a running demo; "redis start" starts it again`;

/** A demo to start, or one that runs on `port` and an order for it. */
export interface DemoOptions extends ClusterOptions {
  port: number;
  lab: boolean;
  /** See `order`. */
  order: string | undefined;
}

/**
 * Reads the demo's command line.
 * @returns undefined where help is asked for
 * @throws LauncherError for an option that does not exist or a value that cannot be
 */
export function readDemoOptions(args: string[]): DemoOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  return {
    order: orderOf(positionals),
    port: number('port', values.port ?? process.env.PORT ?? '8080', 1, 65_534),
    replicas: number('replicas', values.replicas ?? '3', 1, 32),
    balancers: number('balancers', values.balancers ?? '2', 1, 2),
    tls: values.tls ?? false,
    requestsPerSecond: number('requests-per-second', values['requests-per-second'] ?? '2000', 1, 1_000_000),
    routing: oneOf<Routing>('routing', ROUTINGS, values.routing ?? process.env.SHOP_ROUTING ?? 'cookie'),
    state: oneOf<State>('state', STATES, values.state ?? process.env.SHOP_STATE ?? 'memory'),
    lab: !values['no-lab'] && process.env.LAB !== 'off',
    ...(values['database-url'] && { databaseUrl: values['database-url'] }),
    ...(values['redis-url'] && { redisUrl: values['redis-url'] }),
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      options: {
        port: text,
        replicas: text,
        balancers: text,
        tls: flag,
        'requests-per-second': text,
        routing: text,
        state: text,
        'no-lab': flag,
        'database-url': text,
        'redis-url': text,
        help: flag,
      },
      allowPositionals: true,
    });
  } catch (error) {
    throw new LauncherError(`${(error as Error).message.split('.')[0]}. See npm run demo -- --help.`);
  }
}

function orderOf([verb, count, ...rest]: string[]): string | undefined {
  if (verb === undefined) return undefined;
  if (verb === 'roll' && count === undefined) return verb;
  if (verb === 'scale' && rest.length === 0) return `scale/${number('scale', count ?? '', 1, 32)}`;
  if (verb === 'redis' && (count === 'stop' || count === 'start') && rest.length === 0)
    return `redis/${count}`;
  throw new LauncherError(`There is no "${[verb, count].join(' ').trim()}". See npm run demo -- --help.`);
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new LauncherError(`--${name} must be a whole number from ${least} to ${most}.`);
}

function oneOf<T extends string>(name: string, values: readonly T[], text: string): T {
  if ((values as readonly string[]).includes(text)) return text as T;
  throw new LauncherError(`--${name} must be one of ${values.join(', ')}.`);
}
