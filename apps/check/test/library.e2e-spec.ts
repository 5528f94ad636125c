import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/application/config.js';
import { diagram } from '../src/report/diagram.js';
import { runCheck } from '../src/run/run-check.js';

const full = process.env['TEST_FULL'] === '1';

describe('libs/session', { timeout: 600_000 }, () => {
  it.each(full ? ['express', 'fastify'] : ['fastify'])(
    'passes every rule of session-check on %s',
    async (adapter) => {
      const directory = fileURLToPath(new URL('library', import.meta.url));
      const config = await loadConfig('session-check.json', directory);
      const environment = { ...config.environment, ADAPTER: adapter };
      for (let times = full ? 10 : 1; times > 0; times--) {
        const results = await runCheck({ ...config, environment });
        expect(results.flatMap(({ failure }) => (failure ? [diagram(failure)] : []))).toEqual([]);
        expect(results.filter(({ outcome }) => outcome === 'passed').length).toBeGreaterThan(15);
      }
    },
  );
});
