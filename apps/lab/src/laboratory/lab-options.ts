import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ROUTINGS } from '../balancer/routing.js';
import { STATES } from '../cluster/cluster-options.js';
import { LauncherError } from '../processes/launcher-error.js';

/** What `npm run lab -- --help` says, before the list of experiments. */
export const LAB_USAGE = `npm run lab -- <experiment> … [options]  runs one or several experiments
npm run lab -- all [options]             runs all of them and the model, and writes docs/trade-offs.md
npm run lab -- model [options]           what the measured costs come to on 3 to 1,000 replicas
npm run lab -- report                    writes docs/trade-offs.md from the last runs; experiments that were not run keep their sections
  --routing any        only pairs with this routing: any | cookie | url | ip
  --state redis        only pairs with this state: memory | redis | near | memcached | postgres | token
  --replicas 3         how many replicas
  --seconds 10         how long a crowd is looked at
  --rate 100           requests a second of all crowds together
  --seed 1             the same seed, the same visits
  --short              fewer visitors and rounds, as npm test does
  --json FILE          where the findings go; .data/lab/<experiment>.json
  --url URL            a running demo instead of a cluster of its own, where the experiment needs no other settings`;

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const optionsSchema = z.object({
  routing: z.enum(ROUTINGS).optional(),
  state: z.enum(STATES).optional(),
  replicas: whole(2, 16).default(3),
  seconds: whole(2, 120).optional(),
  rate: whole(5, 500).default(100),
  seed: whole(0, 0xffff_ffff).default(1),
  short: z.boolean().default(false),
  json: z.string().min(1).optional(),
  url: z.url().optional(),
});

/** How experiments are to be run. */
export type LabOptions = z.output<typeof optionsSchema>;

/** The defaults, and what differs from them. */
export function labOptions(changes: z.input<typeof optionsSchema> = {}): LabOptions {
  return optionsSchema.parse(changes);
}

/**
 * Reads the lab's command line.
 * @returns the names of what is to run, none where help is asked for
 * @throws LauncherError for an option that does not exist or a value that cannot be
 */
export function readLabOptions(args: string[]): { names: string[]; options: LabOptions } {
  const { values, positionals } = parse(args);
  const { help, ...rest } = values;
  const options = optionsSchema.safeParse(rest);
  if (!options.success) {
    const { path, message } = options.error.issues[0]!;
    throw new LauncherError(`--${path.join('.')}: ${message}. See npm run lab -- --help.`);
  }
  return { names: help ? [] : positionals, options: options.data };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ routing: text, state: text, replicas: text, seconds: text, rate: text, seed: text },
    ...{ json: text, url: text, short: flag, help: flag },
  };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new LauncherError(`${(error as Error).message.split('.')[0]}. See npm run lab -- --help.`);
  }
}
