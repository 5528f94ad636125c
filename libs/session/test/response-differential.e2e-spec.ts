import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { DifferentialReport, DifferentialRun } from './response-differential-process.js';
import { sized } from './test-length.js';

const PROGRAMS = sized(1000, 20_000);
/** Programs mostly wait for what does not come. */
const PROCESSES = 4;
const FIRST_SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);

/** Runs programs in a process of their own, so that an exit is noticed and not shared. */
async function differential(run: DifferentialRun): Promise<DifferentialReport> {
  const script = fileURLToPath(new URL('./response-differential-process.mjs', import.meta.url));
  const child = fork(script, { env: { ...process.env, DIFFERENTIAL: JSON.stringify(run) } });
  const [report] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the process of the programs exited with ${code}`);
    }),
  ])) as [DifferentialReport];
  return report;
}

describe.each(['express', 'fastify'] as const)('a response with a session, on %s', (platform) => {
  it(
    `is what the plain framework sends, in ${PROGRAMS} random programs from seed ${FIRST_SEED}`,
    { timeout: PROGRAMS * 500 },
    async () => {
      const programs = PROGRAMS / PROCESSES;
      const parts = Array.from({ length: PROCESSES }, (_, at) => FIRST_SEED + at * programs);
      const reports = await Promise.all(
        parts.map((firstSeed) => differential({ platform, firstSeed, programs })),
      );
      const sum = (of: (report: DifferentialReport) => number) =>
        reports.map(of).reduce((one, other) => one + other);
      expect(reports.flatMap(({ differences }) => differences)).toEqual([]);
      expect(sum(({ sessionExits }) => sessionExits)).toBeLessThanOrEqual(
        sum(({ plainExits }) => plainExits),
      );
      // The programs are worth something: many are answered in full, and some commits fail.
      expect(sum(({ complete }) => complete)).toBeGreaterThan(PROGRAMS / 3);
      expect(sum(({ failedCommits }) => failedCommits)).toBeGreaterThan(PROGRAMS / 10);
    },
  );
});
