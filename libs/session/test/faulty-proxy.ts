import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Passage {
  readonly client: Socket;
  readonly upstream: Socket;
  /** The first that it asked for. */
  asked: string;
  severed: boolean;
}

/** A socket in front of another that can delay answers, stop passing them on without closing, or lead elsewhere. */
export class FaultyProxy {
  /** How late, in ms, an answer that comes from now on is passed on. */
  delayMs = 0;
  private readonly passages = new Set<Passage>();

  private constructor(
    /** Where new connections go. Those that are open stay where they are. */
    public target: string,
    private readonly server: Server,
    private readonly directory: string,
  ) {}

  static async to(target: string): Promise<FaultyProxy> {
    const directory = await mkdtemp(join(tmpdir(), 'proxy-'));
    const server = createServer();
    const proxy = new FaultyProxy(target, server, directory);
    server.on('connection', (client) => proxy.pass(client, connect(proxy.target)));
    server.listen(proxy.path);
    await once(server, 'listening');
    return proxy;
  }

  get path(): string {
    return join(this.directory, 'proxy.sock');
  }

  /** From now on, nothing reaches the clients that have asked for `command`; they are not told. */
  stall(command: string): void {
    for (const { asked, upstream } of this.passages)
      if (asked.includes(command.toLowerCase())) upstream.pause();
  }

  /** Cuts the server's side of the clients that have asked for `command`. Theirs stays open, and nothing answers. */
  sever(command: string): void {
    for (const passage of this.passages)
      if (passage.asked.includes(command.toLowerCase())) {
        passage.severed = true;
        passage.upstream.destroy();
      }
  }

  /** Passes on what was stalled, all of it. */
  resume(): void {
    for (const { upstream } of this.passages) upstream.resume();
  }

  /** Cuts what was stalled. */
  release(): void {
    for (const { client, upstream } of this.passages) if (upstream.isPaused()) client.destroy();
  }

  async close(): Promise<void> {
    for (const { client } of this.passages) client.destroy();
    this.server.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  private pass(client: Socket, upstream: Socket): void {
    const passage: Passage = { client, upstream, asked: '', severed: false };
    this.passages.add(passage);
    client.on('data', (chunk: Buffer) => {
      if (passage.asked.length < 4000) passage.asked += String(chunk).toLowerCase();
      if (!passage.severed) upstream.write(chunk);
    });
    const answers: Buffer[] = [];
    let due = 0;
    upstream.on('data', (answer: Buffer) => {
      const now = performance.now();
      // Never before the answer that came before it.
      due = Math.max(due, now + this.delayMs);
      if (due <= now && answers.length === 0) return void client.write(answer);
      answers.push(answer);
      setTimeout(() => client.write(answers.shift()!), due - now);
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        if (passage.severed && socket === upstream) return;
        this.passages.delete(passage);
        client.destroy();
        upstream.destroy();
      });
    }
  }
}
