import { EventEmitter } from 'node:events';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';
import { CHECKOUT } from '../checkout.js';
import { signalGroup } from '../processes/process-ledger.js';
import { Program } from '../processes/program.js';
import { Supervision } from '../processes/supervision.js';
import { isRoot } from '../processes/system-user.js';
import { writeBalancerFiles } from './balancer-files.js';
import type { BalancerOptions } from './balancer.options.js';

/**
 * One nginx in front of the replicas, and the script that tells it about them. Each is started again whenever it ends. Emits
 * `change` when nginx's pid is another, `died` with a name and a few words when one of them ended by itself, `ready` when nginx
 * answers again.
 */
export class Balancer extends EventEmitter<{ change: []; died: [name: string, how: string]; ready: [] }> {
  readonly url: string;
  /** The listener that believes X-Forwarded-For. */
  readonly crowd: string | undefined;
  readonly #options: BalancerOptions;
  readonly #supervision = new Supervision({
    ended: () => this.#nginx.ended,
    died: (how) => {
      this.emit('died', this.id, how);
      // Workers outlive a master that was killed, and hold the port.
      signalGroup(this.#nginx.pid, 'SIGKILL');
    },
    launch: () => this.#launch(),
  });
  readonly #discoverySupervision = new Supervision({
    ended: () => this.#discovery.ended,
    died: (how) => {
      this.emit('died', this.#discovery.name, how);
      signalGroup(this.#discovery.pid, 'SIGKILL');
    },
    launch: async () => void (this.#discovery = await this.#follow()),
  });
  #nginx!: Program;
  #discovery!: Program;

  private constructor(options: BalancerOptions) {
    super();
    this.#options = options;
    const { port, crowdPort, tls } = options;
    this.url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
    this.crowd = crowdPort === undefined ? undefined : `http://127.0.0.1:${crowdPort}`;
  }

  /**
   * Starts nginx as the current user, everything it writes under its own folder, and waits until it answers.
   * @throws LauncherError where the very first start fails, a taken port included; later ones are tried again.
   */
  static async start(options: BalancerOptions): Promise<Balancer> {
    const balancer = new Balancer(options);
    writeBalancerFiles(options);
    const { script, environment } = balancer.#discoveryScript();
    execFileSync('sh', [script, 'once'], { env: environment, stdio: 'pipe' });
    const started = Date.now();
    await balancer.#launch();
    balancer.#discovery = await balancer.#follow();
    void balancer.#supervision.begin(started);
    void balancer.#discoverySupervision.begin(Date.now());
    return balancer;
  }

  get id(): string {
    return this.#options.id;
  }

  /** The process of this moment; the one that just ended until the next one runs. */
  get pid(): number {
    return this.#nginx.pid;
  }

  /** Signals nginx and its workers, which would go on without it. */
  signal(signal: NodeJS.Signals): void {
    if (this.#nginx.running) signalGroup(this.#nginx.pid, signal);
  }

  /** Stops it permanently; requests in flight are finished. */
  async stop(): Promise<void> {
    this.#supervision.end();
    this.#discoverySupervision.end();
    await this.#discovery.stop();
    await this.#nginx.stop();
  }

  async #launch(): Promise<void> {
    const { id, directory, ledger } = this.#options;
    this.#nginx = await Program.start({
      name: `nginx (${id})`,
      command: 'nginx',
      args: [
        ...['-p', directory, '-c', 'nginx.conf', '-e', 'stderr'],
        ...['-g', `daemon off;${isRoot() ? ' user root;' : ''}`],
      ],
      directory,
      logFile: join(directory, 'nginx.log'),
      ledger,
      stopSignal: 'SIGQUIT',
      stopTimeout: 3_000,
    });
    try {
      await this.#nginx.ready(() => isAnswering(this.url, id), 10_000);
    } catch (error) {
      await this.#nginx.stop();
      throw error;
    }
    this.emit('change');
    this.emit('ready');
  }

  #follow(): Promise<Program> {
    const { id, directory, ledger } = this.#options;
    const { script, environment } = this.#discoveryScript();
    return Program.start({
      name: `discover.sh (${id})`,
      command: 'sh',
      args: [script, 'watch'],
      environment,
      directory,
      logFile: join(directory, 'discover.log'),
      ledger,
    });
  }

  #discoveryScript() {
    const { directory, replicas, routeKey } = this.#options;
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
}

// Its certificate is of its own making, and it is known by its name.
const dispatcher = new Agent({ pipelining: 0, connect: { rejectUnauthorized: false } });

/** This nginx, not a stranger on the same port, says its name where it answers itself. */
async function isAnswering(url: string, id: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/metrics`, { dispatcher, signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return answer.headers.get('x-served-by') === id;
  } catch {
    // Not listening yet.
    return false;
  }
}
