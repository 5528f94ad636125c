import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { LauncherError } from '../processes/launcher-error.js';
import { controlSocket } from '../cluster/control-socket.js';

/**
 * Tells the running cluster of a data directory what to do, and waits until it is done.
 * @param order `roll`, `scale/<count>`, `redis/stop` or `redis/start`
 * @throws LauncherError where no cluster runs there, or it could not do that
 */
export async function order(directory: string, order: string): Promise<void> {
  const socketPath = relative(process.cwd(), controlSocket(directory));
  const asking = request({ socketPath, method: 'POST', path: `/${order}` }).end();
  let answer: IncomingMessage;
  try {
    [answer] = (await once(asking, 'response')) as [IncomingMessage];
  } catch {
    throw new LauncherError('No demo runs there: start one with npm run demo, or name its port with --port.');
  }
  const words = await text(answer);
  if (answer.statusCode !== 200) throw new LauncherError(words);
}
