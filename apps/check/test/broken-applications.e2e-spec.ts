import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/application/config.js';
import { diagram } from '../src/report/diagram.js';
import { runCheck } from '../src/run/run-check.js';
import config from './applications/session-check.json' with { type: 'json' };

const directory = fileURLToPath(new URL('applications', import.meta.url));

async function brokenRules(file: string, schedule?: string): Promise<string[]> {
  const results = await runCheck(
    readConfig({ ...config, start: `node ${file}` }, directory),
    schedule ? { schedule } : {},
  );
  return results.flatMap(({ failure }) => (failure ? [failure.schedule, diagram(failure)] : []));
}

/** Applications that break one rule each, and the schedule that shows it. */
const BROKEN = ['lost-update-keys/A1-B-A'];

describe('session-check', { timeout: 60_000 }, () => {
  it('reports nothing about a sound application', async () => {
    expect(await brokenRules('all-sound.mjs')).toEqual([]);
  });

  it.each(BROKEN)('finds %s, reports no other rule, and replays it', async (schedule) => {
    const file = `broken/${schedule.split('/')[0]}.mjs`;
    const [found, drawn, ...others] = await brokenRules(file);
    expect([found, others]).toEqual([schedule, []]);
    expect(drawn).toContain(`Replay: --schedule ${schedule}`);
    expect((await brokenRules(file, schedule))[0]).toBe(schedule);
  });
});
