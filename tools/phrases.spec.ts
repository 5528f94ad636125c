import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import phrases from './phrases.json' with { type: 'json' };

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
/** Texts of others, data, and this list itself. */
const OTHERS =
  /^(LICENSE|tools\/phrases\.|package-lock\.json|.*\/package-lock\.json|prisma\/catalogue\/.*\.json|prisma\/migrations)/;

it('no text uses a phrase of tools/phrases.json', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: CHECKOUT, encoding: 'utf8' }).trim().split('\n');
  const texts = tracked.filter(
    (path) =>
      !OTHERS.test(path) &&
      /\.(c|m)?(ts|js|tsx|md|json|ya?ml|sh|conf|template|py|php|prisma|html)$/.test(path),
  );
  expect(texts.length).toBeGreaterThan(500);
  const list = Object.entries(phrases).map(([phrase, instead]) => ({ pattern: new RegExp(phrase), instead }));
  const found = texts.flatMap((path) =>
    readFileSync(join(CHECKOUT, path), 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        list
          .filter(({ pattern }) => pattern.test(line))
          .map(({ pattern, instead }) => `${path}:${at + 1}: ${pattern.exec(line)![0]} → ${instead}`),
      ),
  );
  expect(found).toEqual([]);
});
