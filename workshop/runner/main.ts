import { parseArgs } from 'node:util';
import { check, diff, hint, list, reset, start, WorkshopError } from './commands.js';

/** `npm run workshop`. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      watch: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      in: { type: 'string' },
    },
  });
  const [command = 'list', number = ''] = positionals;
  switch (command) {
    case 'list':
      return list();
    case 'start':
      return start(number, values.in);
    case 'check':
      process.exitCode = (await check(number, { seed: Number(values.seed), watching: values.watch })) ? 0 : 1;
      return;
    case 'hint':
      return hint(number);
    case 'diff':
      return diff(number);
    case 'reset':
      return reset(number);
    default:
      throw new WorkshopError(`There is no "${command}": npm run workshop says what there is.`);
  }
}

// `| head` is done before we are.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await main();
} catch (error) {
  console.error(error instanceof Error && error.constructor !== TypeError ? error.message : error);
  process.exitCode = 1;
}
