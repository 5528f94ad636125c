import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ReplicaSettings } from './replica-process.js';

/** The session app as processes of their own, one port each. */
export class Replicas {
  private constructor(private readonly running: readonly { process: ChildProcess; url: string }[]) {}

  /** Starts one replica for each of the settings. */
  static async start(...settings: ReplicaSettings[]): Promise<Replicas> {
    const script = fileURLToPath(new URL('./replica-process.mjs', import.meta.url));
    return new Replicas(
      await Promise.all(
        settings.map(async (each) => {
          const child = fork(script, { env: { ...process.env, REPLICA: JSON.stringify(each) } });
          const [url] = (await once(child, 'message')) as [string];
          return { process: child, url };
        }),
      ),
    );
  }

  /** The replica at that place, counted on from the last to the first again. */
  at(index: number): { url: string } {
    return this.running[index % this.running.length]!;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.running.map(async ({ process }) => {
        process.kill('SIGKILL');
        await once(process, 'exit');
      }),
    );
  }
}
