import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EXPERIMENTS } from '../apps/lab/src/experiments/catalogue.js';

const CHECKOUT = fileURLToPath(new URL('..', import.meta.url));
const tracked = execFileSync('git', ['ls-files'], { cwd: CHECKOUT, encoding: 'utf8' }).trim().split('\n');
const documents = tracked
  .filter(
    (path) =>
      path.endsWith('.md') && path !== 'CHANGELOG.md' && !/^(workshop\/\d|docs\/decisions)/.test(path),
  )
  .map((path) => ({ path, text: readFileSync(join(CHECKOUT, path), 'utf8') }));
const scripts = tracked
  .filter((path) => /^(apps\/\w+\/)?package\.json$/.test(path))
  .flatMap((path) =>
    Object.keys(
      (JSON.parse(readFileSync(join(CHECKOUT, path), 'utf8')) as { scripts?: object }).scripts ?? {},
    ),
  );

/** What runs each command of the documents: a test, one of CI's own steps, or nothing, and then why. */
const RUN_BY: [command: RegExp, by: string][] = [
  [/^npm run (demo|dev|lab|bench|soak|workshop)( |$)/, 'tools/commands.cluster-spec.ts'],
  [/^npm run check( |$)/, 'apps/check/test/command.e2e-spec.ts'],
  [/^npm run copy -- /, 'tools/copy/test/matrix.e2e-spec.ts'],
  [
    /^node tools\/copy\/measure\/merges.mjs /,
    'nothing: a shallow clone has no such history; tools/copy/test/merge.spec.ts',
  ],
  [/^npx .*session-lab-copy/, 'tools/copy/test/package.e2e-spec.ts'],
  [/^npx .*session-check/, 'nothing: the package of what npm run check runs'],
  [/^npm run (migrate|seed)( |$)/, 'apps/lab/src/testing/services.setup.ts'],
  [/^npm (test|ci)$/, '.ci/run'],
  [/^npm run (build|generate|typecheck|lint)( --workspace @app\/web)?$/, 'tools/test.mjs'],
  [/^npm run verify:compose/, '.ci/run'],
  [/^npm run test:full/, 'nothing: it is the long form of npm test'],
  [/^npm run test:(nest|node|portable)/, 'tools/test-rotating.mjs'],
  [/^npm run format$/, 'nothing: what it would change fails npm run lint'],
  [/^npm run (api-types|dev) --workspace @app\/web/, 'nothing: writes what npm run typecheck reads'],
  [/^docker compose (up|build|logs secrets|down -v)/, 'deploy/docker/docker-compose.compose-spec.ts'],
  [/^docker compose --profile (sentinel|cluster)/, 'deploy/docker/redis-beyond-one-node.compose-spec.ts'],
  [
    /^docker compose --profile observability/,
    'nothing: its images are not there in CI; deploy/observability/test',
  ],
  [/^kubectl kustomize/, 'deploy/k8s/test/manifests.int.spec.ts'],
  [/^kubectl (create|apply)/, 'nothing: validated, not applied'],
  [/^node tools\/settings-table.mjs/, 'apps/shop/src/settings/settings-table.spec.ts'],
  [/^npx vitest run/, 'tools/test.mjs'],
  [/^node tools\/screenshots.mjs/, 'nothing: it draws the pictures in docs/images'],
];

/** What every document says that matches, with the document's path. */
function said(pattern: RegExp): { path: string; what: string }[] {
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, what]) => ({ path, what: what! })),
  );
}

describe('the documents', () => {
  it('show the tree that is on the disk', () => {
    const [, house = ''] = /## The house\n\n```\n([^`]*)```/.exec(
      documents.find(({ path }) => path === 'README.md')!.text,
    )!;
    const named = [...house.matchAll(/^([\w/]+)/gm)].map(([, name]) => name!.replace(/\/$/, ''));
    const apps = readdirSync(join(CHECKOUT, 'apps')).map((name) => `apps/${name}`);
    const top = tracked
      .filter((path) => path.includes('/') && !path.startsWith('.'))
      .map((path) => path.split('/')[0]!);
    expect(named.sort()).toEqual([...new Set([...apps, ...top])].filter((name) => name !== 'apps').sort());
  });

  it('name scripts that exist', () => {
    const names = said(/npm run ([\w:-]+)/g);
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter(({ what }) => !scripts.includes(what))).toEqual([]);
  });

  it('name experiments that exist', () => {
    const known = [
      ...EXPERIMENTS.map(({ name }) => name),
      'all',
      'model',
      'report',
      '--help',
      '<experiment>',
    ];
    const names = said(/npm run lab -- ([^\s`]+)/g);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter(({ what }) => !known.includes(what))).toEqual([]);
  });

  it('lead to files that exist', () => {
    const links = said(/\]\(((?!https?:|#)[^)\s]+)\)/g);
    expect(links.length).toBeGreaterThan(30);
    const missing = links.filter(
      ({ path, what }) => !existsSync(join(CHECKOUT, dirname(path), what.replace(/#.*/, ''))),
    );
    expect(missing).toEqual([]);
  });

  it('number each decision once, and title it with the number of its file', () => {
    const files = readdirSync(join(CHECKOUT, 'docs/decisions'));
    const numbers = files.map((file) => Number(file.slice(0, 4)));
    expect(numbers).toEqual([...new Set(numbers)]);
    for (const file of files) {
      const [title] = readFileSync(join(CHECKOUT, 'docs/decisions', file), 'utf8').split('\n');
      expect(title, file).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. \\S`));
    }
  });

  it('say of each practice where it is, what shows it, and what was measured', () => {
    const pages = documents.filter(({ path }) => /^docs\/sessions\/(?!README|faq)/.test(path));
    expect(pages.length).toBe(10);
    for (const { path, text } of pages) {
      const headings = [...text.matchAll(/^## (.*)/gm)].map(([, heading]) => heading);
      expect(headings.slice(0, 4), path).toEqual(['In the code', 'See it', 'Measured', 'What goes wrong']);
      const [, commands = ''] = /## See it\n\n```\n([^`]*)```/.exec(text)!;
      expect(commands, path).toMatch(/^(npm run lab|npx vitest run)/m);
    }
  });

  it('give each zero of a sample its 95 % bound', () => {
    const pages = documents.filter(({ path }) => /^(README|docs\/sessions\/.*)\.md$/.test(path));
    const zeros = pages.flatMap(({ path, text }) =>
      [...text.replaceAll('\n', ' ').matchAll(/\b0 of \d[\d,]*.{0,90}/g)].map(([zero]) => ({ path, zero })),
    );
    expect(zeros.length).toBeGreaterThan(5);
    expect(zeros.filter(({ zero }) => !/\(below |complete search/.test(zero))).toEqual([]);
  });

  it('name files of this house that exist', () => {
    const paths = said(/`((?:apps|libs|deploy|tools|docs|prisma|bench)\/[\w./-]+)`/g);
    expect(paths.length).toBeGreaterThan(100);
    expect(paths.filter(({ what }) => !existsSync(join(CHECKOUT, what)))).toEqual([]);
  });

  it('name commands that are run', () => {
    const commands = said(
      /((?:npm (?:ci|test|run [\w:-]+(?: --workspace \S+)?(?: -- [^`#|\n]*)?)|(?:docker compose|kubectl|npx|node tools\/)[^`#|\n]*))/g,
    ).map(({ path, what }) => ({ path, what: what.replace(/(&&.*|[\s.,;:)]+)$/, '') }));
    expect(commands.length).toBeGreaterThan(60);
    expect(commands.filter(({ what }) => !RUN_BY.some(([command]) => command.test(what)))).toEqual([]);
    for (const [, by] of RUN_BY)
      if (!by.startsWith('nothing: ')) expect(existsSync(join(CHECKOUT, by)), by).toBe(true);
  });
});
