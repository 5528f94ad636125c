import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '../../apps/lab/src/processes/ports.js';

const run = promisify(execFile);

/** The whole of docker-compose.yml under a name and ports of its own, so that it disturbs nobody. */
export class Composition {
  private constructor(
    private readonly environment: NodeJS.ProcessEnv,
    /** One for each balancer. */
    readonly urls: readonly [string, string],
  ) {}

  /**
   * Builds what has changed, and starts everything; nothing is left where that fails.
   *
   * @param environment settings of docker-compose.yml that are not its defaults, and of compose itself
   */
  static async up(environment: NodeJS.ProcessEnv = {}): Promise<Composition> {
    const [port, secondPort] = [await freePort(), await freePort()];
    const composition = new Composition(
      {
        ...process.env,
        COMPOSE_PROJECT_NAME: `session-lab-${process.pid}`,
        PORT: String(port),
        SECOND_PORT: String(secondPort),
        ...environment,
      },
      [`http://127.0.0.1:${port}`, `http://127.0.0.1:${secondPort}`],
    );
    try {
      await composition.compose('up', '--build', '--wait');
    } catch (error) {
      await composition.down();
      throw error;
    }
    return composition;
  }

  /** Stops everything, and forgets its data. */
  async down(): Promise<void> {
    await this.compose('down', '-v', '--timeout', '10');
  }

  /** Runs `docker compose` with these arguments. @returns what it prints */
  async compose(...args: string[]): Promise<string> {
    return await this.docker('compose', ...args);
  }

  /** Runs a shell script of this checkout that works on the composition. */
  async script(path: string): Promise<void> {
    await run('sh', [path], { env: this.environment, maxBuffer: 64 * 1024 * 1024 });
  }

  /** Runs `docker` with these arguments. @returns what it prints */
  async docker(...args: string[]): Promise<string> {
    const { stdout } = await run('docker', args, { env: this.environment, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  }
}
