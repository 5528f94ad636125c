import { expect, test } from 'vitest';
import type { CrowdRun } from '../../api/types';
import { verdictOf } from './verdict';
import { linkToVerdict } from './verdict-link';
import { verdictMarkdown } from './verdict-markdown';

function run(...crowds: Partial<CrowdRun['crowds'][number]>[]): CrowdRun {
  const nothing = {
    requests: 100,
    failed: 0,
    cartsLost: 0,
    loginsLost: 0,
    visitorsWithLoss: 0,
    p50Ms: 5,
    p99Ms: 9,
  };
  return {
    id: 'run',
    visitors: 40,
    problem: null,
    crowds: crowds.map((crowd) => ({ ...nothing, routing: 'any', state: 'redis', ...crowd })),
  } as CrowdRun;
}

const sticky = { routing: 'cookie', state: 'memory' } as const;

test('says of each mode what it lost', () => {
  const verdict = verdictOf(run({ ...sticky, visitorsWithLoss: 13, failed: 1 }, {}), ['crash of shop-2']);
  expect(verdict.sentence).toBe(
    'sticky lost the session of 13 of 40 visitors and failed 1 request; external lost nobody’s session.',
  );
});

test('calls a difference that chance explains equal', () => {
  const verdict = verdictOf(run({ ...sticky, visitorsWithLoss: 1 }, {}), []);
  expect(verdict.sentence).toContain('That difference is within chance.');
});

test('is copied as Markdown', () => {
  const markdown = verdictMarkdown(
    verdictOf(run({ ...sticky, visitorsWithLoss: 13 }, {}), ['crash of shop-2']),
  );
  expect(markdown).toContain('**With a crash of shop-2: sticky lost');
  // By the rule of the lab's own tables: the rule of three for zeros, Wilson's interval otherwise.
  expect(markdown).toContain(
    '| sticky | 13 of 40 (20-48 %) | 0 of 100 (below 3 %) | 180 | 0.17 | 2.61 ms | 2,448 + 0 KB | 5 ms | 9 ms |',
  );
  expect(markdown).toContain('- External keeps sessions in Redis');
  expect(markdown).toContain('docs/sessions/affinity-by-cookie.md');
});

test('is linked by what was compared and what was broken', () => {
  const link = (...faults: string[]) => `${linkToVerdict(verdictOf(run(sticky, {}), faults))}`;
  expect(link('crash of shop-2')).toBe('compare=sticky%2Cexternal&fault=crash');
  expect(link('stop of Redis')).toContain('fault=redis');
  expect(link()).toContain('fault=nothing');
  expect(linkToVerdict(verdictOf(run({}), []))).toBeUndefined();
});

test('claims nothing of a run that was too short or broke off', () => {
  expect(verdictOf(run({ requests: 3 }), []).sentence).toContain('Too short');
  expect(verdictOf({ ...run({}), problem: 'No one came.' }, []).sentence).toContain('No one came.');
});
