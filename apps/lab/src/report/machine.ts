import { execFileSync } from 'node:child_process';
import { arch, cpus, platform, totalmem } from 'node:os';

/** The machine that a run was made on, in a few words. */
export function machine(): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const versions = [
    `Node ${process.versions.node}`,
    version('nginx', ['-v']),
    version('redis-server', ['-v']),
  ];
  return `${cores.length} cores (${cores[0]?.model.trim() || arch()}), ${memory} GiB, ${platform()}, ${versions.filter(Boolean).join(', ')}`;
}

function version(program: string, args: string[]): string | undefined {
  try {
    // nginx tells its version on the other stream.
    const said = execFileSync('sh', ['-c', `${program} ${args.join(' ')} 2>&1`], { encoding: 'utf8' });
    return `${program} ${/(\d+\.\d+\.\d+)/.exec(said)?.[1] ?? ''}`.trim();
  } catch {
    return undefined;
  }
}
