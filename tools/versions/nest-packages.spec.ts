import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
// @ts-expect-error JavaScript without declarations: it runs before the packages are installed.
import { NEST_MAJORS, nestPackages, TEST_TOOLS } from './nest-packages.mjs';

const library = fileURLToPath(new URL('../../libs/session', import.meta.url));

/** The packages that sources and specs of libs/session import, with one file that does. */
function importedPackages(): Map<string, string> {
  const imported = new Map<string, string>();
  for (const path of readdirSync(library, { recursive: true, encoding: 'utf8' })) {
    if (!/\.m?ts$|\.mjs$/.test(path) || path.includes('node_modules')) continue;
    const text = readFileSync(join(library, path), 'utf8');
    for (const [, name = ''] of text.matchAll(
      /^[^*\n]*(?:from|import|import\() ?'((?:@[\w-]+\/)?[\w-]+)(?=['/])/gm,
    ))
      imported.set(name, path);
  }
  return imported;
}

describe('nestPackages', () => {
  it.each(NEST_MAJORS as string[])('has an exact version of each package on Nest %s', (major) => {
    const packages = nestPackages(major, TEST_TOOLS) as Record<string, string>;
    expect(packages['@nestjs/core']).toMatch(new RegExp(`^${major}\\.`));
    for (const version of Object.values(packages)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('names every package that libs/session imports', () => {
    const named = Object.keys(nestPackages('12', TEST_TOOLS));
    const missing = [...importedPackages()].filter(([name]) => !named.includes(name));
    expect(missing).toEqual([]);
    expect([...importedPackages().keys()]).toContain('ioredis');
  });
});
