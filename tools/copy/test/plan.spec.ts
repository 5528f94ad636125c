import path from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error JavaScript without declarations: it runs before anything is built.
import { chooseFiles } from '../choose.mjs';
// @ts-expect-error as above
import { specifierOf } from '../imports.mjs';
// @ts-expect-error as above
import { LIBRARIES, partsOf, readLibrary, toPosix } from '../library.mjs';
// @ts-expect-error as above
import { addToManifest } from '../manifest.mjs';
// @ts-expect-error as above
import { placeOf, placesFor } from '../places.mjs';
// @ts-expect-error as above
import { acceptsVite } from '../versions.mjs';

describe('placesFor', () => {
  const project = { directory: 'C:\\work\\api', sourceRoot: 'src', testRoot: 'test' };

  it.each([
    [undefined, { sources: 'src/session', tests: 'test/session' }],
    ['src\\http\\session', { sources: 'src/http/session', tests: 'test/session' }],
    ['src/http-session', { sources: 'src/http-session', tests: 'test/http-session' }],
    ['C:\\work\\api\\lib\\session', { sources: 'lib/session', tests: 'test/session' }],
  ])('puts --into %s on Windows where %j says', (into, places) => {
    expect(placesFor(project, { library: 'session', into }, path.win32)).toEqual(places);
  });

  it.each(['..\\other', '.', 'D:\\elsewhere'])('refuses --into %s on Windows', (into) => {
    expect(() => placesFor(project, { library: 'session', into }, path.win32)).toThrow(
      'is not a folder inside',
    );
  });

  it('reads the paths of a library on Windows with /', () => {
    expect(
      toPosix(path.win32.relative('C:\\libs\\auth', 'C:\\libs\\auth\\src\\users\\a.ts'), path.win32),
    ).toBe('src/users/a.ts');
  });
});

describe('placeOf', () => {
  const places = { sources: 'src/session', tests: 'test/session' };

  it.each([
    ['README.md', 'src/session/README.md'],
    ['src/store/a.ts', 'src/session/store/a.ts'],
    ['src/store/a.spec.ts', 'test/session/unit/store/a.lib-spec.ts'],
    ['test/b.int.spec.ts', 'test/session/b.int.lib-spec.ts'],
    ['test/b.e2e-spec.ts', 'test/session/b.e2e.lib-spec.ts'],
    ['test/redis-server.ts', 'test/session/redis-server.ts'],
  ])('puts %s at %s', (file, place) => {
    expect(placeOf(file, places, (each: string) => each === 'src/store/a.ts')).toBe(place);
  });
});

describe('specifierOf', () => {
  it.each([
    ['none', '../store/a'],
    ['js', '../store/a.js'],
    ['ts', '../store/a.ts'],
  ])('writes imports in the style %s', (style, specifier) => {
    expect(specifierOf('src/session/cookie/b.ts', 'src/session/store/a.ts', style)).toBe(specifier);
  });
});

describe.each(LIBRARIES as string[])('libs/%s', { timeout: 60_000 }, (name) => {
  const library = readLibrary(name);
  const parts = partsOf(library) as string[];
  const choose = (chosen: readonly string[]) =>
    chooseFiles(library, { parts: chosen, tests: true, has: () => true });

  it('has every file that its core, or any part of it, imports', () => {
    for (const chosen of [[], parts, ...parts.map((part) => [part])])
      expect(
        chooseFiles(library, { parts: chosen, tests: false, has: () => true }).sources.size,
      ).toBeGreaterThan(5);
  });

  it('is copied with all of its tests, if all parts are chosen and all packages are there', () => {
    expect([...choose(parts).leftOut.keys()]).toEqual([]);
  });

  it('refuses a part that it does not have', () => {
    expect(() => choose(['sqlite'])).toThrow(/has no part "sqlite"/);
  });
});

describe('addToManifest', () => {
  const add = { dependencies: { cookie: '^1.1.1' } };

  it('puts a package where it belongs in a sorted list, and changes nothing else', () => {
    const text =
      '{\n\t"files": ["a", "b"],\n\t"dependencies": {\n\t\t"axios": "1",\n\t\t"zod": "4"\n\t}\n}\n';
    expect(addToManifest(text, add)).toBe(text.replace('"zod"', '"cookie": "^1.1.1",\n\t\t"zod"'));
  });

  it('puts it last in a list that is not sorted', () => {
    const text = '{\r\n  "dependencies": {\r\n    "zod": "4",\r\n    "axios": "1"\r\n  }\r\n}\r\n';
    expect(addToManifest(text, add)).toBe(
      text.replace('"axios": "1"', '"axios": "1",\r\n    "cookie": "^1.1.1"'),
    );
  });
});

describe('acceptsVite', () => {
  it.each([
    ['20.11.30', false],
    ['^18.0.0', false],
    ['^20.3.1', true],
    ['20.19.25', true],
    ['22.10.0', false],
    ['^22.10.7', true],
    ['24.0.0', true],
    [undefined, true],
  ])('of @types/node %s is %s', (version, expected) => {
    expect(acceptsVite({ devDependencies: { '@types/node': version } })).toBe(expected);
  });
});
