import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { endOfValue } from '../gate/resp.js';

const READ: Readonly<Record<string, (key: string) => string[]>> = {
  string: (key) => ['GET', key],
  hash: (key) => ['HGETALL', key],
  list: (key) => ['LRANGE', key, '0', '-1'],
  set: (key) => ['SMEMBERS', key],
  zset: (key) => ['ZRANGE', key, '0', '-1'],
};

/** Reads all that a Redis holds, as anyone with a backup of it can. */
export class RedisDump {
  #received: Buffer = Buffer.alloc(0);

  private constructor(private readonly socket: Socket) {}

  static async open({ hostname, port }: URL): Promise<RedisDump> {
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    return new RedisDump(socket);
  }

  async keys(): Promise<string[]> {
    return this.#ask(['KEYS', '*']);
  }

  /** Returns the fields and values of a key. */
  async valuesOf(key: string): Promise<string[]> {
    const [type = ''] = await this.#ask(['TYPE', key]);
    const read = READ[type];
    return read ? this.#ask(read(key)) : [];
  }

  close(): void {
    this.socket.destroy();
  }

  async #ask(words: readonly string[]): Promise<string[]> {
    this.socket.write(
      `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`,
    );
    for (;;) {
      const end = this.#received.length > 0 ? endOfValue(this.#received, 0) : undefined;
      if (end !== undefined) {
        const reply = this.#received.subarray(0, end);
        this.#received = this.#received.subarray(end);
        return textsIn(reply);
      }
      const [chunk] = (await once(this.socket, 'data')) as [Buffer];
      this.#received = Buffer.concat([this.#received, chunk]);
    }
  }
}

/** Returns the texts of a RESP2 reply, of an array one by one. */
function textsIn(reply: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < reply.length;) {
    const line = reply.indexOf('\r\n', at) + 2;
    const type = String.fromCharCode(reply[at] as number);
    if (type === '*') {
      at = line;
      continue;
    }
    const end = endOfValue(reply, at) as number;
    if (type === '$') {
      if (end > line) texts.push(reply.toString('utf8', line, end - 2));
    } else texts.push(reply.toString('utf8', at + 1, line - 2));
    at = end;
  }
  return texts;
}
