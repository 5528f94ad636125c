import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Gate } from './gate.js';
import { endOfCommand } from './resp.js';

/** A store that answers every command with `+OK`, and notes what it was sent. */
let received: string[];
let client: Socket;
let gate: Gate;
let close: () => Promise<void>;

beforeEach(async () => {
  received = [];
  const store = createServer((socket) => {
    socket.on('data', (chunk) => {
      for (let at = 0; at < chunk.length;) {
        const end = endOfCommand(chunk, at) as number;
        received.push(chunk.toString('utf8', at, end).trim());
        socket.write('+OK\r\n');
        at = end;
      }
    });
  });
  await once(store.listen(0, '127.0.0.1'), 'listening');
  gate = await Gate.open(new URL(`redis://127.0.0.1:${(store.address() as AddressInfo).port}`));
  client = connect(gate.port, '127.0.0.1');
  await once(client, 'connect');
  close = async () => {
    client.destroy();
    await gate.close();
    store.close();
  };
});

afterEach(() => close());

const listener = { command: () => undefined, reply: () => undefined, held: () => undefined };

/** Sends inline commands at once, and waits for their replies. */
async function ask(...commands: string[]): Promise<void> {
  client.write(commands.map((command) => `${command}\r\n`).join(''));
  await repliesTo(commands.length);
}

async function repliesTo(count: number): Promise<void> {
  for (let bytes = 0; bytes < count * 5;) bytes += ((await once(client, 'data')) as [Buffer])[0].length;
}

describe('Gate', { timeout: 30_000 }, () => {
  it('counts pipelined commands as one round trip, and neither set-up nor heartbeats', async () => {
    gate.start();
    await ask('HELLO 3', 'CLIENT SETNAME x');
    await ask('GET a', 'GET b', 'GET c');
    await ask('PING');
    await ask('SET a 1');
    expect(gate.trips).toBe(2);
  });

  it('holds the round trip after those that it lets pass, and keeps the order behind it', async () => {
    gate.start(listener);
    gate.allow(1);
    await ask('GET a');
    client.write('SET a 1\r\nPING\r\n');
    await gate.held();
    expect(received).toEqual(['GET a']);
    gate.allow(Infinity);
    await repliesTo(2);
    expect(received).toEqual(['GET a', 'SET a 1', 'PING']);
  });

  it('lets everything pass on a connection that subscribes', async () => {
    gate.start(listener);
    await ask('SUBSCRIBE news');
    await ask('GET a');
    expect(gate.trips).toBe(0);
  });

  it('passes nothing while the store is frozen, and everything after it', async () => {
    gate.fail('frozen');
    client.write('GET a\r\n');
    await gate.quiet();
    expect(received).toEqual([]);
    gate.fail('none');
    await repliesTo(1);
    expect(received).toEqual(['GET a']);
  });

  it('closes connections when the store refuses them', async () => {
    const closed = once(client, 'close');
    gate.fail('refused');
    await closed;
  });
});
