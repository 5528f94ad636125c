import { readdirSync, readFileSync } from 'node:fs';

/** Unit of the times in /proc/<pid>/stat, in s: Linux reports them in hundredths. */
const TICK_SECONDS = 0.01;

/**
 * Returns the CPU time in s that the parent of a process has used, with all its children, also those that have ended: of Postgres,
 * which does not report it. On other systems than Linux it is 0.
 */
export function cpuOfParentTree(pid: number): number {
  const parent = statOf(statOf(pid)?.parent ?? NaN);
  if (!parent) return 0;
  const children = readdirSync('/proc')
    .flatMap((name) => (/^\d+$/.test(name) ? [statOf(Number(name))] : []))
    .filter((stat) => stat?.parent === parent.pid);
  return parent.seconds + parent.secondsOfEnded + children.reduce((sum, child) => sum + child!.seconds, 0);
}

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly seconds: number;
  readonly secondsOfEnded: number;
}

/** @returns undefined for a process that has ended */
function statOf(pid: number): ProcessStat | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name in parentheses may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((at) => Number(fields[at]));
  return {
    pid,
    parent: parent!,
    seconds: (user! + system!) * TICK_SECONDS,
    secondsOfEnded: (endedUser! + endedSystem!) * TICK_SECONDS,
  };
}
