import { relative } from 'node:path';
import { CHECKOUT } from './checkout.js';
import { EXPERIMENTS } from './experiments/catalogue.js';
import { Laboratory } from './laboratory/laboratory.js';
import { LAB_USAGE, readLabOptions } from './laboratory/lab-options.js';
import { runExperiments } from './laboratory/run-experiments.js';
import { LauncherError } from './processes/launcher-error.js';
import { lastRun } from './report/records.js';
import { writeTradeOffs } from './report/trade-offs.js';

/** `npm run lab`: runs experiments on a real cluster. @returns the exit code: 0 where every verdict holds */
async function main(): Promise<number> {
  const { names, options } = readLabOptions(process.argv.slice(2));
  if (names.length === 0) {
    console.log(LAB_USAGE);
    for (const { name, question } of EXPERIMENTS) console.log(`\n${name}\n  ${question}`);
    return 0;
  }
  if (`${names}` === 'report') return report();
  const all = names.includes('all');
  const unknown = names.find((name) => name !== 'all' && !EXPERIMENTS.some((one) => one.name === name));
  if (unknown) throw new LauncherError(`There is no experiment "${unknown}". See npm run lab -- --help.`);
  const chosen = EXPERIMENTS.filter(({ name }) => all || names.includes(name));
  const began = performance.now();
  const laboratory = new Laboratory(options, (line) => {
    console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  });
  // Nothing that was started may outlive the lab.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void laboratory.stop().finally(() => process.exit(130)));
  try {
    const held = await runExperiments(laboratory, chosen);
    if (all && !options.short) report();
    return held ? 0 : 1;
  } finally {
    await laboratory.stop();
  }
}

/** Writes docs/trade-offs.md and the sizes in docs/deploying.md from the last run of every experiment. @returns the exit code */
function report(): number {
  const runs = EXPERIMENTS.flatMap(({ name }) => lastRun(name) ?? []).filter(({ short }) => !short);
  const missing = EXPERIMENTS.filter(({ name }) => !runs.some(({ experiment }) => experiment === name));
  if (runs.length === 0) throw new LauncherError('Nothing was run yet: start with npm run lab -- all.');
  for (const file of writeTradeOffs(runs)) console.log(`written: ${relative(CHECKOUT, file)}`);
  if (missing.length > 0)
    console.log(`not run here, and kept as they were: ${missing.map(({ name }) => name).join(', ')}`);
  return missing.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof LauncherError ? error.message : error);
  process.exitCode = 1;
}
