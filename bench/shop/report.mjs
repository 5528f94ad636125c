import { writeFileSync } from 'node:fs';
import { ratio } from '../measure.mjs';
import { median } from '../statistics.mjs';
import { GOALS, PART_OF_BEFORE, PEER_GOALS, PEERS } from './routes.mjs';

/** Prints what was measured and whether the goals are met, and writes all of it to a file. */
export function report({ rounds, requests, measured, results }) {
  const rows = measured.flatMap(({ route, bare, all }) => [
    row(route, 'bare', bare, bare),
    ...all.map((variant) => row(route, nameOf(variant), variant.rounds, bare)),
  ]);
  const goals = measured.flatMap(goalsOf);
  writeFileSync(
    results,
    `${JSON.stringify({ node: process.version, rounds, requests, rows, goals }, null, 2)}\n`,
  );
  print(`Node ${process.version}, ${rounds} rounds of ${requests} requests:\n`);
  print('| | | CPU µs | to bare | 95 % | requests/s | p50 ms | p99 ms | Redis µs | Postgres µs |');
  print('|---|---|---|---|---|---|---|---|---|---|');
  for (const { route, name, cpu, toBare, perSecond, p50, p99, redis, postgres } of rows)
    print(
      `| ${route} | ${name} | ${cpu.toFixed(0)} | ${toBare.median.toFixed(1)} | ${spread(toBare)} | ${perSecond.toFixed(0)} | ` +
        `${p50.toFixed(1)} | ${p99.toFixed(1)} | ${whole(redis)} | ${whole(postgres)} |`,
    );
  print('\n| goal: CPU per request | at most | measured | 95 % | |\n|---|---|---|---|---|');
  for (const { what, most, toGoal } of goals)
    print(
      `| ${what} | ${Number(most.toFixed(2))} | ${toGoal.median.toFixed(2)} | ${spread(toGoal)} | ${toGoal.met ? 'met' : 'missed'} |`,
    );
}

function nameOf({ preset, build }) {
  if (PEERS.includes(build)) return build;
  return build === 'now' ? preset : `${preset}, ${build}`;
}

function row(route, name, rounds, bare) {
  const of = (key) => median(rounds.map((each) => each[key] ?? NaN));
  const [cpu, perSecond, p50, p99, redis, postgres] = [
    'cpu',
    'perSecond',
    'p50',
    'p99',
    'redis',
    'postgres',
  ].map(of);
  return { route, name, cpu, perSecond, p50, p99, redis, postgres, toBare: ratio(rounds, bare, Infinity) };
}

function goalsOf({ route, bare, all }) {
  const find = (preset, build) => all.find((one) => one.preset === preset && one.build === build)?.rounds;
  const toPeers = PEER_GOALS.flatMap(({ ours, peer }) => {
    const [own, other] = [ours, peer].map((name) => find('external', name));
    return own && other
      ? [{ what: `${route}, ${ours} / ${peer}`, most: 1, toGoal: ratio(own, other, 1) }]
      : [];
  });
  const toBare = GOALS.filter((goal) => goal.route === route).flatMap(({ preset, toBare: most }) => {
    const own = find(preset, 'now');
    return own ? [{ what: `${route}, ${preset} / bare`, most, toGoal: ratio(own, bare, most) }] : [];
  });
  if (!PART_OF_BEFORE.routes.includes(route)) return [...toBare, ...toPeers];
  const { most } = PART_OF_BEFORE;
  const toBefore = all.flatMap(({ preset, build, rounds }) => {
    const before = build === 'now' ? find(preset, 'before') : undefined;
    return before
      ? [{ what: `${route}, ${preset} / before`, most, toGoal: ratio(rounds, before, most) }]
      : [];
  });
  return [...toBare, ...toPeers, ...toBefore];
}

function spread({ low, high }) {
  return `${low.toFixed(2)}-${high.toFixed(2)}`;
}

function whole(value) {
  return Number.isNaN(value) ? '' : value.toFixed(0);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
