import { Laboratory } from './laboratory/laboratory.js';
import { labOptions } from './laboratory/lab-options.js';
import { LauncherError } from './processes/launcher-error.js';
import { checkoutVerdicts } from './soak/checkout-verdicts.js';
import { soakCheckouts } from './soak/checkout-soak.js';
import { readSoakOptions, SOAK_USAGE } from './soak/soak-options.js';
import { soak } from './soak/soak.js';
import { verdictsOn } from './soak/verdicts.js';

/** `npm run soak`: a long run with faults. @returns the exit code: 0 where every invariant holds */
async function main(): Promise<number> {
  const options = readSoakOptions(process.argv.slice(2));
  if (!options) {
    console.log(SOAK_USAGE);
    return 0;
  }
  const { minutes, faults, kills, pauses, seed, replicas, rate } = options;
  const began = performance.now();
  const laboratory = new Laboratory(labOptions({ seed, replicas, rate }), (line) => {
    console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void laboratory.stop().finally(() => process.exit(130)));
  try {
    const verdicts =
      faults === 'checkout'
        ? checkoutVerdicts(await soakCheckouts(laboratory, { kills, pauses }), { kills, pauses })
        : verdictsOn(await soak(laboratory, minutes * 60));
    for (const { claim, holds, evidence } of verdicts)
      console.log(`${holds ? 'holds' : 'FAILS'}  ${claim}: ${evidence}`);
    const length = faults === 'checkout' ? `${kills} kills, ${pauses} pauses` : `${minutes} minutes`;
    console.log(`seed ${seed}, ${length}, ${replicas} replicas`);
    return verdicts.every(({ holds }) => holds) ? 0 : 1;
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
