import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/application/config.js';
import { diagram } from '../src/report/diagram.js';
import { runCheck, type Selection } from '../src/run/run-check.js';
import sessions from './applications/session-check.json' with { type: 'json' };
import tokens from './applications/tokens.json' with { type: 'json' };

const directory = fileURLToPath(new URL('applications', import.meta.url));
const full = process.env['TEST_FULL'] === '1';

/** Promised by the applications that are about timeouts: trying them takes seconds. */
const TIMEOUTS: Readonly<Record<string, object>> = {
  'broken/idle-timeout.mjs': { environment: { IDLE_SECONDS: '2' }, timeouts: { idleSeconds: 2 } },
  'broken/absolute-timeout.mjs': { environment: { ABSOLUTE_SECONDS: '5' }, timeouts: { absoluteSeconds: 5 } },
};

async function failuresOf(file: string, selection: Selection = {}) {
  const config = file.includes('tokens') ? tokens : sessions;
  const results = await runCheck(
    readConfig({ ...config, ...TIMEOUTS[file], start: `node ${file}` }, directory),
    selection,
  );
  return results.flatMap(({ failure }) => failure ?? []);
}

/** Each file is named after the rule that it breaks. */
const BROKEN = readdirSync(`${directory}/broken`);
const SHORT = ['lost-update-keys', 'revived-by-write', 'fixation', 'refresh-parallel.tokens', 'dump-opens'];

describe('session-check', { timeout: 120_000 }, () => {
  it.each(['all-sound.mjs', 'all-tokens.mjs'])('reports nothing about %s', async (file) => {
    expect((await failuresOf(file)).map(diagram)).toEqual([]);
  });

  it.each(full ? BROKEN : SHORT.map((name) => `${name}.mjs`))(
    'finds the rule that %s breaks, and no other',
    async (file) => {
      for (let times = full ? 3 : 1; times > 0; times--)
        expect((await failuresOf(`broken/${file}`)).map(({ schedule }) => schedule.split('/')[0])).toEqual([
          file.split('.')[0],
        ]);
    },
  );

  it('replays the schedule that it printed, and draws it', async () => {
    const schedule = 'revived-by-write/A1-B-A';
    const [failure, ...others] = await failuresOf('broken/revived-by-write.mjs', { schedule });
    expect([failure?.schedule, others]).toEqual([schedule, []]);
    const drawn = diagram(failure!);
    expect(drawn).toContain('⏸ held before round trip 2');
    expect(drawn).toContain('After the logout, the cookie from before it is signed in again.');
  });
});
