import { EXPERIMENTS } from './experiments/catalogue.js';
import { Laboratory } from './laboratory/laboratory.js';
import { LAB_USAGE, readLabOptions } from './laboratory/lab-options.js';
import { runExperiments } from './laboratory/run-experiments.js';
import { LauncherError } from './processes/launcher-error.js';

/** `npm run lab`: runs experiments on a real cluster. @returns the exit code: 0 where every verdict holds */
async function main(): Promise<number> {
  const { name, options } = readLabOptions(process.argv.slice(2));
  if (name === undefined) {
    console.log(LAB_USAGE);
    for (const { name, question } of EXPERIMENTS) console.log(`\n${name}\n  ${question}`);
    return 0;
  }
  const chosen = name === 'all' ? EXPERIMENTS : EXPERIMENTS.filter((experiment) => experiment.name === name);
  if (chosen.length === 0)
    throw new LauncherError(`There is no experiment "${name}". See npm run lab -- --help.`);
  const began = performance.now();
  const laboratory = new Laboratory(options, (line) => {
    console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
  });
  // Nothing that was started may outlive the lab.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void laboratory.stop().finally(() => process.exit(130)));
  try {
    return (await runExperiments(laboratory, chosen, name === 'all')) ? 0 : 1;
  } finally {
    await laboratory.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof LauncherError ? error.message : error);
  process.exitCode = 1;
}
