import { once } from 'node:events';
import { interval, median } from './statistics.mjs';

/**
 * Sends `requests` of one kind to a variant, `{ child, load }` or `{ cpu, load }`, and says what they cost it.
 * @param route a method and a path, or what a browser does
 * @param others functions that return the CPU µs that further processes have used, by name
 * @returns CPU µs per request, in all and in user and system mode, and of the others; requests per second, and ms at the 50th
 * and 99th of 100
 */
export async function measure(variant, route, requests, others = {}) {
  const visit = typeof route === 'function' ? route : (browser) => browser.send(...route);
  const used = () => Object.fromEntries(Object.entries(others).map(([name, cpu]) => [name, cpu()]));
  // The others ran meanwhile, and have taken the processor's caches.
  await variant.load.runEach(visit, requests / 5);
  const [before, usedBefore] = [await cpuOf(variant), used()];
  const { seconds, times } = await variant.load.runEach(visit, requests);
  const [after, usedAfter] = [await cpuOf(variant), used()];
  const [user, system] = ['user', 'system'].map((mode) => (after[mode] - before[mode]) / requests);
  const [p50, p99] = [0.5, 0.99].map((part) => times[Math.floor(requests * part)]);
  const ofOthers = Object.keys(others).map((name) => [name, (usedAfter[name] - usedBefore[name]) / requests]);
  return {
    cpu: user + system,
    user,
    system,
    perSecond: requests / seconds,
    p50,
    p99,
    ...Object.fromEntries(ofOthers),
  };
}

/** CPU time that the process has used, in µs, by mode. */
async function cpuOf({ child, cpu: used }) {
  // Not a process of Node: what it has used is known from outside only, and not by mode.
  if (used) return { user: used(), system: 0 };
  child.send('cpu');
  const [{ cpu }] = await once(child, 'message');
  return cpu;
}

/** The ratio of CPU per request within each round of two variants, and whether it keeps to a goal. */
export function ratio(a, b, most) {
  const ratios = a.map(({ cpu }, round) => cpu / b[round].cpu);
  const [low, high] = interval(ratios);
  const middle = median(ratios);
  return { median: middle, low, high, met: low <= most && middle <= most * 1.05 };
}
