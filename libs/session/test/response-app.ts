import 'reflect-metadata';
import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module, type INestApplication, type NestModule, type Type } from '@nestjs/common';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SessionCommittedError } from '../src/session.errors.js';
import { useSessions } from '../src/transport/nest-sessions.js';
import type { SessionTransport, SessionTransportOptions } from '../src/transport/session-transport.js';

/** A request of either adapter. */
export interface WithSession {
  readonly session?: { get(key: string): string | undefined; set(key: string, value: string): void };
}

/** A reply of either adapter, and what a handler is given to write the response itself. */
export type AnyReply = ServerResponse & {
  readonly raw?: ServerResponse;
  send(body?: unknown): unknown;
  hijack?(): void;
};

/** Returns Node's response. */
export const rawOf = (reply: AnyReply): ServerResponse => reply.raw ?? reply;

/** Changes a session, so that its commit has something to write. */
export const change = (request: WithSession): void => request.session?.set('note', 'kept');

/** What handlers tell their test. */
export const events = new EventEmitter();

/** The session of these tests: data in a Map, and a commit whose time and result the test decides. */
export class StubSession {
  private committed = false;
  private changed = false;

  constructor(
    private readonly sessions: StubSessions,
    private readonly id: string | undefined,
  ) {}

  readonly session = {
    get: (key: string) => (this.id === undefined ? undefined : this.sessions.stored.get(`${this.id}.${key}`)),
    set: (key: string, value: string) => {
      if (this.committed) throw new SessionCommittedError();
      this.changed = true;
      this.pending.set(key, value);
    },
  };
  private readonly pending = new Map<string, string>();
  private newId: string | undefined;

  open(): Promise<void> {
    return Promise.resolve();
  }

  async commit(): Promise<void> {
    if (this.committed) throw new Error('committed twice');
    this.committed = true;
    this.sessions.commits++;
    if (!this.changed) return;
    await this.sessions.beforeCommit();
    this.newId = this.id ?? String(++this.sessions.created);
    for (const [key, value] of this.pending) this.sessions.stored.set(`${this.newId}.${key}`, value);
  }

  takeCookies() {
    return this.newId === undefined
      ? []
      : [{ name: 'session', value: this.newId, path: '/', httpOnly: true }];
  }
}

/** All sessions of one test. */
export class StubSessions implements SessionTransport {
  readonly stored = new Map<string, string>();
  readonly errors: unknown[] = [];
  commits = 0;
  created = 0;
  /** Delays or fails commits that have something to write. */
  beforeCommit: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve, 5));
  paths: SessionTransportOptions['paths'];
  device: SessionTransportOptions['device'];

  readonly create: SessionTransport['create'] = ({ cookies }) => new StubSession(this, cookies['session']);
  readonly logError = (error: unknown) => void this.errors.push(error);
}

/** Names of the adapters of Nest that are supported. */
export type Platform = 'express' | 'fastify';

/** Returns a module that gives its application the sessions, as `SessionModule` does. */
export function sessionModule(sessions: StubSessions): Type<NestModule> {
  @Module({})
  class StubSessionModule implements NestModule {
    constructor(private readonly host: HttpAdapterHost) {
      useSessions(host.httpAdapter, sessions);
    }

    configure(): void {
      useSessions(this.host.httpAdapter, sessions);
    }
  }
  return StubSessionModule;
}

/** Returns a new adapter. */
export function adapterOf(platform: Platform): ExpressAdapter | FastifyAdapter {
  return platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
}

/** An application under test. */
export interface ResponseApp {
  readonly nest: INestApplication;
  readonly sessions: StubSessions;
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts an application with the controllers of a test. */
export async function startApp(
  platform: Platform,
  controllers: Type[],
  configure: (nest: INestApplication, sessions: StubSessions) => void = () => undefined,
  imports: Type[] = [],
): Promise<ResponseApp> {
  const sessions = new StubSessions();
  @Module({ imports: [sessionModule(sessions), ...imports], controllers })
  class AppModule {}
  const nest = await NestFactory.create(AppModule, adapterOf(platform), {
    logger: false,
    abortOnError: false,
  });
  configure(nest, sessions);
  await nest.listen(0, '127.0.0.1');
  const server = nest.getHttpServer() as { address(): AddressInfo; listening: boolean };
  if (!server.listening) await once(server as never, 'listening');
  const { port } = server.address();
  return { nest, sessions, port, url: `http://127.0.0.1:${port}`, close: () => nest.close() };
}
