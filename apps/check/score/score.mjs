// `npm run check -- score [name …]`: tries session-check on other session libraries, and writes docs/session-score.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHECKOUT, run, SetupError } from '../../lab/setup/run.mjs';
import { APPLICATIONS } from './applications.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const compiled = '../../../dist/apps/check/apps/check/src';

/** @param {string[]} names of applications; without any, all are tried and the page is written */
export async function score(names) {
  if (!existsSync(`${here}node_modules`) && !run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here }))
    throw new SetupError('npm ci failed in apps/check/score: see its message above.');
  const { loadConfig } = await import(`${compiled}/application/config.js`);
  const { runCheck } = await import(`${compiled}/run/run-check.js`);
  const columns = [];
  for (const application of APPLICATIONS) {
    if (names.length > 0 && !names.includes(application.name)) continue;
    const began = performance.now();
    const config = await loadConfig(application.config, here);
    const environment = { ...config.environment, ...application.environment };
    const results = await runCheck({ ...config, name: application.name, environment });
    const seconds = (performance.now() - began) / 1000;
    const broken = results.flatMap(({ failure }) => failure?.schedule ?? []);
    console.log(`${application.name}: ${broken.join(', ') || 'all rules hold'} (${seconds.toFixed(0)} s)`);
    columns.push({ application, results, seconds });
  }
  if (names.length > 0) return;
  writeFileSync(`${CHECKOUT}/docs/session-score.md`, page(columns));
  run('npx', ['prettier', '--write', '--log-level', 'warn', 'docs/session-score.md']);
}

function page(columns) {
  // What an operation costs is no question of right or wrong without a budget.
  const rules = columns[0].results.map(({ rule }) => rule).filter(({ id }) => id !== 'budget');
  const cell = ({ outcome, failure, reason }) => {
    if (outcome === 'skipped') return reason.includes('broken') ? '·' : '–';
    if (!failure) return 'holds';
    const [, schedule] = failure.schedule.split('/');
    return schedule ? `**broken** \`${schedule}\`` : '**broken**';
  };
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const numbers = columns.map((_, at) => at + 1);
  return [
    '# Session score',
    '',
    'What [session-check](../apps/check/README.md) finds in applications of about 30 lines on widely used session libraries. Each is configured as',
    'its documentation advises. Two replicas share one Redis; session-check runs every schedule of two requests with up to two switches.',
    '',
    `Measured on ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node}. To repeat it: \`npm run check -- score\`.`,
    '',
    row(['', 'application', 'versions', 'settings', 'time']),
    row(['---', '---', '---', '---', '---:']),
    ...columns.map(({ application: { name, source, packages, settings }, seconds }, at) =>
      row([
        at + 1,
        `[${name}](${new URL(source, 'file:///apps/check/score/').pathname.replace('/apps', '../apps')})`,
        packages.map((each) => `${each} ${versionOf(each)}`).join(', ') || 'this repository',
        settings,
        `${seconds.toFixed(0)} s`,
      ]),
    ),
    '',
    row(['rule', ...numbers]),
    row(['---', ...numbers.map(() => '---')]),
    ...rules.map((rule) =>
      row([
        `\`${rule.id}\``,
        ...columns.map(({ results }) => cell(results.find((each) => each.rule === rule))),
      ]),
    ),
    '',
    'A schedule replays the failure: `A1-B-A` is one round trip of the first request, the whole second one, the rest of the first. `–` means that the',
    'application lacks an operation that the rule needs, `·` that another broken rule already covers it.',
    '',
    '## How to read it',
    '',
    '- A library that keeps everything in the cookie cannot end a session on the server or merge two writes. Its documentation says so; the score',
    '  shows the consequences.',
    '- `store-unavailable` depends on the Redis client as much as on the library: node-redis and ioredis wait without a limit by default.',
    '- A rule that holds was tested with the requests of these applications; it is not proved. See [what a pass does not prove](../apps/check/README.md#what-a-pass-does-not-prove).',
    '',
    '## The rules',
    '',
    ...rules.map(({ id, says, why }) => `- \`${id}\`: ${says} ${why}`),
    '',
  ].join('\n');
}

function versionOf(name) {
  return JSON.parse(readFileSync(`${here}node_modules/${name}/package.json`, 'utf8')).version;
}
