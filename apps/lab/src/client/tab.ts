import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import type { Visitor } from './visitor.js';

/** One message of the shop, by its name. */
export interface Told {
  readonly name: string;
  readonly message: unknown;
}

/** What the shop says first. */
export interface Welcome {
  readonly follows: 'session' | 'account' | 'nothing';
  readonly replica: string;
}

/** How a tab connects, where not as a page does. */
export interface TabOptions extends Partial<ManagerOptions & SocketOptions> {
  /** The prefix `/s/<route id>` of the page's address. */
  readonly prefix?: string;
  readonly headers?: Record<string, string>;
  readonly token?: string;
}

/** A tab of a visitor's browser, as far as live updates go: it shares the visitor's cookies, as they are when it connects. */
export class Tab {
  /** All that was told, the oldest first. */
  readonly told: Told[] = [];
  /** Why each connection ended. */
  readonly endings: string[] = [];
  /** Why connections were refused. */
  readonly refusals: (Error & { data?: { status?: number } })[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: Socket) {
    socket.onAny((name: string, message: unknown) => this.note(() => this.told.push({ name, message })));
    socket.on('disconnect', (reason) => this.note(() => this.endings.push(reason)));
    socket.on('connect_error', (error) => this.note(() => this.refusals.push(error)));
  }

  /** Begins to connect; by WebSocket alone, as the pages do. */
  static async open(visitor: Visitor, options: TabOptions = {}): Promise<Tab> {
    const { prefix = '', headers, token, ...others } = options;
    const cookie = await visitor.jar.getCookieString(visitor.url);
    const socket = io(visitor.url, {
      path: `${prefix}/socket.io`,
      transports: ['websocket'],
      forceNew: true,
      rejectUnauthorized: false,
      extraHeaders: { ...visitor.headers, ...(cookie && { cookie }), ...headers },
      auth: token === undefined ? {} : { token },
      ...others,
    });
    return new Tab(socket);
  }

  /** Opens a tab and waits until it is welcome. */
  static async welcome(visitor: Visitor, options: TabOptions = {}): Promise<Tab> {
    const tab = await Tab.open(visitor, options);
    await tab.until(() => tab.welcomes.length > 0);
    return tab;
  }

  /** What the shop said at the beginning of each connection. */
  get welcomes(): Welcome[] {
    return this.messages('welcome') as Welcome[];
  }

  /** The messages of one name. */
  messages(name: string): unknown[] {
    return this.told.filter((told) => told.name === name).map(({ message }) => message);
  }

  /**
   * Waits until something holds, looking whenever something happens here.
   * @throws Error after `patience` ms, with what happened until then
   */
  async until(holds: () => boolean, patience = 10_000): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        const { told, endings, refusals } = this;
        reject(
          new Error(`Waited in vain: ${JSON.stringify({ told, endings, refusals: refusals.map(String) })}`),
        );
      }, patience);
      this.waiting.add(look);
    });
  }

  close(): void {
    this.socket.disconnect();
  }

  private note(write: () => void): void {
    write();
    for (const look of this.waiting) look();
  }
}
