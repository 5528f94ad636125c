import type { Socket } from 'node:net';
import { kindOf } from './commands.js';
import type { Gate } from './gate.js';
import { endOfCommand, endOfValue, wordsOf } from './resp.js';

/** A command on its way to the store. */
export interface Command {
  readonly connection: GateConnection;
  readonly words: readonly string[];
  readonly bytes: Buffer;
  readonly counted: boolean;
}

const PUSH = 0x3e;

/** One connection of a replica, and the one to the store that it stands for. Commands and replies keep their order. */
export class GateConnection {
  #fromClient: Buffer = Buffer.alloc(0);
  #fromStore: Buffer = Buffer.alloc(0);
  /** Arrived and not forwarded. The first one is at the gate, others wait behind it. */
  readonly #waiting: Command[] = [];
  /** Forwarded and not answered. */
  readonly #sent: Command[] = [];
  #transparent = false;
  #frozen = false;

  constructor(
    private readonly gate: Gate,
    private readonly client: Socket,
    private readonly store: Socket,
  ) {
    client.on('data', (chunk) => this.#clientSent(chunk));
    store.on('data', (chunk) => this.#storeSent(chunk));
    for (const socket of [client, store]) {
      socket.on('error', () => this.close());
      socket.on('close', () => this.close());
    }
  }

  /** Sends a command to the store, and then those behind it that need no permission. */
  forward(command: Command): void {
    this.#waiting.splice(this.#waiting.indexOf(command), 1);
    this.#send(command);
    while (this.#waiting[0] && !this.#waiting[0].counted) this.#send(this.#waiting.shift() as Command);
  }

  /** While it is frozen nothing passes in either direction. */
  freeze(frozen: boolean): void {
    if (frozen === this.#frozen) return;
    this.#frozen = frozen;
    for (const socket of [this.client, this.store]) {
      if (frozen) socket.pause();
      else socket.resume();
    }
  }

  close(): void {
    this.client.destroy();
    this.store.destroy();
    this.gate.ended(this, this.#sent.filter(({ counted }) => counted).length);
    this.#sent.length = this.#waiting.length = 0;
  }

  #clientSent(chunk: Buffer): void {
    if (this.#transparent) return void this.store.write(chunk);
    this.#fromClient = Buffer.concat([this.#fromClient, chunk]);
    while (this.#fromClient.length > 0) {
      const end = endOfCommand(this.#fromClient, 0);
      if (end === undefined) return;
      const bytes = this.#fromClient.subarray(0, end);
      this.#fromClient = this.#fromClient.subarray(end);
      const words = wordsOf(bytes);
      const kind = kindOf(words);
      if (kind === 'subscribing') {
        this.#transparent = true;
        this.store.write(Buffer.concat([bytes, this.#fromClient]));
        return;
      }
      this.#arrived({ connection: this, words, bytes, counted: kind === 'counted' });
    }
  }

  #arrived(command: Command): void {
    if (command.counted) {
      this.#waiting.push(command);
      this.gate.arrived(command);
    } else if (this.#waiting.length > 0) this.#waiting.push(command);
    else this.#send(command);
  }

  #send(command: Command): void {
    this.#sent.push(command);
    this.store.write(command.bytes);
  }

  #storeSent(chunk: Buffer): void {
    this.client.write(chunk);
    if (this.#transparent) return;
    this.#fromStore = Buffer.concat([this.#fromStore, chunk]);
    for (;;) {
      const end = this.#fromStore.length > 0 ? endOfValue(this.#fromStore, 0) : undefined;
      if (end === undefined) return;
      const reply = this.#fromStore.subarray(0, end);
      this.#fromStore = this.#fromStore.subarray(end);
      if (reply[0] === PUSH) continue;
      const command = this.#sent.shift();
      if (command?.counted) this.gate.answered(command, reply);
    }
  }
}
