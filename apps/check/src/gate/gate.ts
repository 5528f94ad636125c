import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { GateConnection, type Command } from './gate-connection.js';

/** How long commands that an application sends at once may take to arrive, in ms. They are one round trip. */
const SETTLE_MS = 2;
/** A replica is quiet when it sent no command for so long, in ms. */
const QUIET_MS = 4;

/** What a store does behind the gate: it works, it stops responding, or its connections are refused. */
export type StoreFault = 'none' | 'frozen' | 'refused';

/** Told what passes the gate. */
export interface GateListener {
  command(command: Command, trip: number): void;
  reply(command: Command, reply: Buffer): void;
  held(trip: number): void;
}

/**
 * A proxy between one replica and its Redis. It counts round trips: the commands that a replica sends before it has the replies
 * to those before are one. It lets as many of them pass as it is told, and holds the next one.
 */
export class Gate {
  /** Round trips since {@link start}. */
  trips = 0;
  /** Bytes of the counted commands and their replies since {@link start}. */
  bytes = 0;
  #allowed = Infinity;
  #playing = false;
  #listener: GateListener | undefined;
  #batch: Command[] = [];
  #held = false;
  #unanswered = 0;
  #lastActivity = 0;
  #fault: StoreFault = 'none';
  readonly #whenHeld = new Set<() => void>();
  readonly #connections = new Set<GateConnection>();

  private constructor(
    private readonly server: Server,
    private readonly store: { readonly host: string; readonly port: number },
  ) {}

  /** Opens a gate on a free port of the loopback address. @param store address of the Redis behind it */
  static async open(store: URL): Promise<Gate> {
    const server = createServer({ noDelay: true });
    const gate = new Gate(server, { host: store.hostname, port: Number(store.port || 6379) });
    server.on('connection', (socket) => gate.#accept(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return gate;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on round trips are counted, told to the listener, and held unless {@link allow} lets them pass. */
  start(listener?: GateListener): void {
    this.trips = 0;
    this.bytes = 0;
    this.#listener = listener;
    this.#playing = true;
    this.#allowed = listener ? 0 : Infinity;
  }

  /** Lets everything pass again. */
  finish(): void {
    this.allow(Infinity);
    this.#playing = false;
    this.#listener = undefined;
  }

  /** Lets so many more round trips pass. */
  allow(trips: number): void {
    this.#allowed = trips;
    if (this.#held && trips > 0) this.#release();
  }

  get isHeld(): boolean {
    return this.#held;
  }

  /** Resolves when a round trip is held. */
  async held(): Promise<void> {
    if (!this.#held) await new Promise<void>((resolve) => this.#whenHeld.add(resolve));
  }

  /** Resolves when the replica has sent no command for a few milliseconds and waits for no reply. */
  async quiet(): Promise<void> {
    this.#lastActivity = performance.now();
    for (;;) {
      const left = this.#lastActivity + QUIET_MS - performance.now();
      if (this.#held || (left <= 0 && this.#unanswered === 0 && this.#batch.length === 0)) return;
      await delay(Math.max(1, left));
    }
  }

  /** Makes the store fail, or work again. */
  fail(fault: StoreFault): void {
    this.#fault = fault;
    for (const connection of this.#connections) {
      if (fault === 'refused') connection.close();
      else connection.freeze(fault === 'frozen');
    }
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    this.server.close();
    await once(this.server, 'close');
  }

  /** A counted command has arrived. */
  arrived(command: Command): void {
    this.#lastActivity = performance.now();
    if (!this.#playing || this.#unanswered > 0) return this.#pass(command);
    this.#batch.push(command);
    if (this.#batch.length === 1) setTimeout(() => this.#decide(), SETTLE_MS);
  }

  /** The reply to a counted command has arrived. */
  answered(command: Command, reply: Buffer): void {
    this.#lastActivity = performance.now();
    this.#unanswered--;
    this.bytes += reply.length;
    this.#listener?.reply(command, reply);
  }

  /** A connection ended: no reply will come for so many counted commands. */
  ended(connection: GateConnection, unanswered: number): void {
    this.#unanswered -= unanswered;
    this.#connections.delete(connection);
    this.#batch = this.#batch.filter((command) => command.connection !== connection);
  }

  #decide(): void {
    if (this.#batch.length === 0) return;
    if (this.#allowed > 0) return this.#release();
    this.#held = true;
    this.#listener?.held(this.trips + 1);
    for (const resolve of this.#whenHeld) resolve();
    this.#whenHeld.clear();
  }

  #release(): void {
    this.#held = false;
    this.#allowed--;
    this.trips++;
    const batch = this.#batch;
    this.#batch = [];
    for (const command of batch) this.#pass(command);
  }

  #pass(command: Command): void {
    this.#unanswered++;
    this.bytes += command.bytes.length;
    this.#listener?.command(command, this.trips);
    command.connection.forward(command);
  }

  #accept(client: Socket): void {
    if (this.#fault === 'refused') return void client.destroy();
    const upstream = connect({ ...this.store, noDelay: true });
    const connection = new GateConnection(this, client, upstream);
    this.#connections.add(connection);
    connection.freeze(this.#fault === 'frozen');
  }
}
