import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A real memcached for one test file, on a free port of its own. */
export class MemcachedServer {
  private constructor(
    readonly process: ChildProcess,
    readonly address: string,
  ) {}

  /** Starts `memcached` (Debian, Homebrew: package memcached) and waits until it answers. */
  static async start(...settings: string[]): Promise<MemcachedServer> {
    const port = await freePort();
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const options = ['-l', '127.0.0.1', '-p', `${port}`, '-U', '0', ...user, ...settings];
    const child = spawn('memcached', options, { stdio: ['ignore', 'ignore', 'inherit'] });
    while (!(await accepts(port))) {
      if (child.exitCode !== null) throw new Error(`memcached ended with ${child.exitCode}`);
      await delay(10);
    }
    return new MemcachedServer(child, `127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGKILL');
    await once(this.process, 'exit');
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
