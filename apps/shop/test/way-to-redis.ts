import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { inject } from 'vitest';

/** A way to Redis that can be shut and opened. */
export class Way {
  private readonly ends = new Set<Socket>();
  private readonly server = createServer((near) => {
    const { hostname, port } = new URL(inject('redisUrl'));
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) {
      this.ends.add(end);
      end.on('error', () => undefined).on('close', () => [near, far].forEach((each) => each.destroy()));
    }
  });

  constructor(private readonly port: number) {}

  async open(): Promise<void> {
    if (this.server.listening) return;
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
  }

  async shut(): Promise<void> {
    if (!this.server.listening) return;
    for (const end of this.ends) end.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
