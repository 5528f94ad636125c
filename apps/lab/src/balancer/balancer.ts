import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { Program } from '../processes/program.js';
import { isRoot } from '../processes/system-user.js';
import { writeBalancerFiles } from './balancer-files.js';
import type { Routing } from './routing.js';

/** One nginx in front of the replicas. */
export interface BalancerOptions {
  /** What its own answers say in X-Served-By: `balancer-1`. */
  id: string;
  /** A folder of its own. */
  directory: string;
  host: string;
  port: number;
  /** The port of the listener that believes X-Forwarded-For; without one there is no such listener. */
  crowdPort?: number;
  clusterId: string;
  /** How a visitor who has not chosen is routed. */
  routing: Routing;
  /** Whether a visitor may choose. */
  lab: boolean;
  affinitySeconds: number;
  /** Addresses or nets whose X-Forwarded-For the public listener believes. */
  trustedProxies: readonly string[];
  /** The secret that pins are named by. */
  routeKey: string;
  /** The list of replicas, see ReplicaList. */
  replicas: string;
  ledger: ProcessLedger;
}

/** A running nginx, and the script that tells it about replicas. */
export interface Balancer {
  id: string;
  pid: number;
  url: string;
  crowd?: string;
  /** Settles once nginx has ended. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts nginx as the current user, everything it writes under its own folder.
 * @throws LauncherError where it does not start, a taken port included.
 */
export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const { id, directory, ledger } = options;
  writeBalancerFiles(options);
  const discovery = discoveryOf(options);
  execFileSync('sh', [discovery.script, 'once'], { env: discovery.environment, stdio: 'pipe' });
  const nginx = await Program.start({
    name: `nginx (${id})`,
    command: 'nginx',
    args: [
      '-p',
      directory,
      '-c',
      'nginx.conf',
      '-e',
      'stderr',
      '-g',
      `daemon off;${isRoot() ? ' user root;' : ''}`,
    ],
    directory,
    logFile: join(directory, 'nginx.log'),
    ledger,
    // Requests under way are finished.
    stopSignal: 'SIGQUIT',
    stopTimeout: 3_000,
  });
  try {
    await nginx.ready(() => isAnswering(options.port, id), 10_000);
  } catch (error) {
    await nginx.stop();
    throw error;
  }
  const watch = await Program.start({
    name: `discover.sh (${id})`,
    command: 'sh',
    args: [discovery.script, 'watch'],
    environment: discovery.environment,
    directory,
    logFile: join(directory, 'discover.log'),
    ledger,
  });
  return {
    id,
    pid: nginx.pid,
    url: `http://127.0.0.1:${options.port}`,
    ...(options.crowdPort !== undefined && { crowd: `http://127.0.0.1:${options.crowdPort}` }),
    ended: nginx.ended,
    stop: async () => {
      await watch.stop();
      await nginx.stop();
    },
  };
}

function discoveryOf({ directory, replicas, routeKey }: BalancerOptions) {
  return {
    script: join(CHECKOUT, 'deploy', 'nginx', 'discover.sh'),
    environment: {
      PATH: process.env.PATH,
      REPLICAS: `file:${replicas}`,
      UPSTREAMS: join(directory, 'upstreams.conf'),
      PID_FILE: join(directory, 'nginx.pid'),
      ROUTE_KEY: routeKey,
    },
  };
}

/** This nginx, not a stranger on the same port, says its name where it answers itself. */
async function isAnswering(port: number, id: string): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(1_000) });
    return answer.headers.get('x-served-by') === id;
  } catch {
    // Not listening yet.
    return false;
  }
}
