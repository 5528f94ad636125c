import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket in front of another that passes every answer on late: a store that is slow, and not away. */
export class SlowProxy {
  /** How late, in ms, an answer that comes from now on is passed on. */
  delayMs = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly directory: string,
  ) {}

  static async to(target: string): Promise<SlowProxy> {
    const directory = await mkdtemp(join(tmpdir(), 'slow-'));
    const server = createServer();
    const proxy = new SlowProxy(server, directory);
    server.on('connection', (client) => proxy.pass(client, connect(target)));
    server.listen(proxy.path);
    await once(server, 'listening');
    return proxy;
  }

  get path(): string {
    return join(this.directory, 'proxy.sock');
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  private pass(client: Socket, upstream: Socket): void {
    const answers: Buffer[] = [];
    let due = 0;
    client.pipe(upstream);
    upstream.on('data', (answer: Buffer) => {
      answers.push(answer);
      const now = performance.now();
      // Never before the answer that came before it.
      due = Math.max(due, now + this.delayMs);
      setTimeout(() => client.write(answers.shift()!), due - now);
    });
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
  }
}
