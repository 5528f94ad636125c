import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../settings/settings.js';
import { LauncherRefusedError, NoLauncherError } from './launcher.errors.js';
import { launcherStatusSchema, type LauncherStatus } from './launcher.schemas.js';

/** A browser gets its answer by then: the balancer gives up on a replica after two seconds. */
const PATIENCE_MS = 1200;

/** The launcher of this cluster, by its control socket; a cluster in containers has none. */
@Injectable()
export class Launcher {
  constructor(private readonly settings: Settings) {}

  /** The state of the cluster, or null without a launcher. */
  async status(): Promise<LauncherStatus | null> {
    try {
      const { statusCode, body } = await this.ask('GET', '/status');
      return statusCode === 200 ? launcherStatusSchema.parse(JSON.parse(body)) : null;
    } catch {
      return null;
    }
  }

  /**
   * Has it do something. What takes longer than 1.2 s goes on, and shows in the list of replicas or in the events.
   * @param path see apps/lab/src/control
   * @throws NoLauncherError, LauncherRefusedError
   */
  async tell(method: 'POST' | 'DELETE', path: string, order?: object): Promise<void> {
    const answer = await this.ask(method, path, order).catch((error: NodeJS.ErrnoException) => {
      if (error.name === 'AbortError') return undefined;
      throw new NoLauncherError();
    });
    if (answer && answer.statusCode !== 200) throw new LauncherRefusedError(answer.body);
  }

  private async ask(
    method: string,
    path: string,
    order?: object,
  ): Promise<{ statusCode?: number; body: string }> {
    const { labControl } = this.settings;
    if (labControl === undefined) throw new NoLauncherError();
    const asking = request({
      // The whole path may be longer than a socket's name can be.
      socketPath: relative(process.cwd(), labControl),
      method,
      path,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    asking.end(order && JSON.stringify(order));
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return { statusCode: answer.statusCode, body: await text(answer) };
  }
}
