import { parseArgs } from 'node:util';
import { z } from 'zod';
import { LauncherError } from '../processes/launcher-error.js';

/** What `npm run soak -- --help` says. */
export const SOAK_USAGE = `npm run soak -- [options]   a steady crowd, faults at random, and at the end: was anything lost?
  --minutes 10     how long the crowd shops
  --seed 1         the same seed, the same visits and the same faults
  --replicas 3     how many replicas
  --faults all     all: a crowd in two presets; checkout: customers who order in all six states, and replicas that are killed and paused
  --kills 200      how many replicas are killed during checkouts, with --faults checkout
  --pauses 100     how many are paused for 3-8 s
  --rate 60        requests a second of all visitors together`;

const schema = z.object({
  minutes: z.coerce.number().min(0.5).max(600).default(10),
  seed: z.coerce.number().int().min(0).max(0xffff_ffff).default(1),
  replicas: z.coerce.number().int().min(2).max(8).default(3),
  faults: z.enum(['all', 'checkout']).default('all'),
  kills: z.coerce.number().int().min(1).max(10_000).default(200),
  pauses: z.coerce.number().int().min(1).max(10_000).default(100),
  rate: z.coerce.number().int().min(5).max(500).default(60),
});

/** How a soak is to be run. */
export type SoakOptions = z.output<typeof schema>;

/**
 * Reads the soak's command line.
 * @returns undefined where help is asked for
 * @throws LauncherError for an option that does not exist or a value that cannot be
 */
export function readSoakOptions(args: string[]): SoakOptions | undefined {
  const text = { type: 'string' } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        ...{ minutes: text, seed: text, replicas: text, rate: text },
        ...{ faults: text, kills: text, pauses: text, help: { type: 'boolean' } },
      },
    }));
  } catch (error) {
    throw new LauncherError(`${(error as Error).message.split('.')[0]}. See npm run soak -- --help.`);
  }
  if (values.help) return undefined;
  const options = schema.safeParse(values);
  if (options.success) return options.data;
  const { path, message } = options.error.issues[0]!;
  throw new LauncherError(`--${path.join('.')}: ${message}. See npm run soak -- --help.`);
}
