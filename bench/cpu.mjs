import { readdirSync, readFileSync } from 'node:fs';

/**
 * CPU time in µs that a process and its children have used, from Linux' /proc; NaN elsewhere. Of each process only the main
 * thread counts: stores and balancers do their work there.
 */
export function cpuOfTree(pid) {
  try {
    return [pid, ...childrenOf(pid)].map(cpuOfProcess).reduce((sum, cpu) => sum + cpu, 0);
  } catch {
    return NaN;
  }
}

function cpuOfProcess(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1000;
  } catch (error) {
    // A child may end while it is looked at.
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return 0;
    throw error;
  }
}

function childrenOf(pid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
