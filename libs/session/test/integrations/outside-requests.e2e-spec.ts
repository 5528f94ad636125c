import 'reflect-metadata';
import { Controller, Get, Logger, Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  Transport,
  type ClientProxy,
} from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { SubscribeMessage, WebSocketGateway, type OnGatewayConnection } from '@nestjs/websockets';
import { lastValueFrom } from 'rxjs';
import type { Socket } from 'socket.io';
import { io, type Socket as ClientSocket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CurrentSession, MemorySessionStore, Sessions, type Session } from '../../src/index.js';
import { interceptStore } from '../../src/circuit-breaker/intercepted-store.js';
import { cookieFor, SessionTestingModule } from '../../src/testing/index.js';
import { freePort } from '../memcached-server.js';
import { Browser, type Platform } from '../session-app.js';

@Controller()
class MessageController {
  constructor(private readonly sessions: Sessions) {}

  @Get('items')
  items(@CurrentSession() session: Session) {
    return { items: session.items };
  }

  @MessagePattern('current')
  current(@CurrentSession() session: Session) {
    return session.userId;
  }

  @MessagePattern('open')
  async open(cookie: string) {
    return (await this.sessions.open(cookie)).userId;
  }

  @EventPattern('seen')
  async seen(cookie: string) {
    await this.sessions.open(cookie);
  }
}

@WebSocketGateway()
class ShopGateway implements OnGatewayConnection {
  constructor(private readonly sessions: Sessions) {}

  /** Keeps out clients without a login, as the documentation of `Sessions` has it. */
  async handleConnection(client: Socket): Promise<void> {
    const session = await this.sessions.open(client.handshake.headers.cookie);
    if (session.userId === undefined) client.disconnect();
  }

  @SubscribeMessage('current')
  current(@CurrentSession() session: Session) {
    return session.userId;
  }

  @SubscribeMessage('add')
  async add(client: Socket, item: string) {
    const session = await this.sessions.open(client.handshake.headers.cookie);
    return session.update((draft) => (draft.items = [...(draft.items ?? []), item]));
  }

  @SubscribeMessage('login')
  async login(client: Socket) {
    const session = await this.sessions.open(client.handshake.headers.cookie);
    return session.regenerate({ userId: 'bob' }).catch(String);
  }
}

const NAMES_OPEN =
  /@CurrentSession\(\) found no session in \w+\.current.*`await sessions\.open\(cookieHeader\)`/;

const OPTIONS = { transports: ['websocket'], reconnection: false };

let app: INestApplication;
let url: string;
let rpc: ClientProxy | undefined;
let socket: ClientSocket | undefined;
let errors: unknown[];
let available: boolean;
beforeEach(() => {
  errors = [];
  available = true;
});
afterEach(async () => {
  socket?.disconnect();
  await rpc?.close();
  await app.close();
  [socket, rpc] = [undefined, undefined];
  Logger.overrideLogger(false);
});

async function start(platform: Platform): Promise<void> {
  const store = interceptStore(new MemorySessionStore(), (_name, run) => {
    if (available) return run();
    throw new Error('connect ECONNREFUSED');
  });
  @Module({
    imports: [SessionTestingModule.forRoot({ store })],
    controllers: [MessageController],
    providers: [ShopGateway],
  })
  class AppModule {}
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const note = (error: unknown) => void errors.push(error instanceof Error ? error.message : error);
  const logger = { log: () => undefined, warn: note, error: note };
  app = await NestFactory.create<INestApplication>(AppModule, adapter, { logger });
  const options = { host: '127.0.0.1', port: await freePort() };
  app.connectMicroservice({ transport: Transport.TCP, options }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  rpc = ClientProxyFactory.create({ transport: Transport.TCP, options });
}

const ask = (pattern: string, data: string): Promise<unknown> => lastValueFrom(rpc!.send(pattern, data));

async function connect(cookie: string): Promise<ClientSocket> {
  socket = io(url, { ...OPTIONS, extraHeaders: { cookie } });
  await new Promise((resolve) => socket?.once('connect', () => resolve(undefined)));
  return socket;
}

describe.each(['express', 'fastify'] as const)('outside a request, on %s (C3)', (platform) => {
  it('a gateway opens and updates the session of the handshake', async () => {
    await start(platform);
    const cookie = await cookieFor(app, { userId: 'ada' });
    const client = await connect(cookie);
    expect(await client.emitWithAck('add', 'a')).toEqual(['a']);
    expect(await client.emitWithAck('add', 'b')).toEqual(['a', 'b']);
    const browser = new Browser({ url });
    const { body } = await browser.send('GET', '/items', undefined, { cookie });
    expect(body).toEqual({ items: ['a', 'b'] });
  });

  it('a gateway sees that there is no session', async () => {
    await start(platform);
    const reason = await new Promise((resolve) => {
      socket = io(url, { ...OPTIONS, extraHeaders: { cookie: 'session=unknown' } });
      socket.once('disconnect', resolve);
    });
    expect(reason).toBe('io server disconnect');
  });

  it('a gateway cannot change the id, since no cookie can be set', async () => {
    await start(platform);
    const cookie = await cookieFor(app, { userId: 'ada' });
    expect(await (await connect(cookie)).emitWithAck('login', '')).toMatch(
      /no session begins or changes its id/,
    );
    const browser = new Browser({ url });
    expect((await browser.send('GET', '/items', undefined, { cookie })).status).toBe(200);
  });

  it('@CurrentSession() in a gateway is an error that names Sessions.open', async () => {
    await start(platform);
    const client = await connect(await cookieFor(app, { userId: 'ada' }));
    const exception = new Promise((resolve) => client.once('exception', resolve));
    client.emit('current');
    expect(await exception).toMatchObject({ status: 'error' });
    expect(errors).toEqual([expect.stringMatching(NAMES_OPEN)]);
  });

  it('a message handler opens the session of a cookie', async () => {
    await start(platform);
    expect(await ask('open', await cookieFor(app, { userId: 'ada' }))).toBe('ada');
  });

  it('@CurrentSession() in a message handler is an error that names Sessions.open', async () => {
    await start(platform);
    await expect(ask('current', '')).rejects.toMatchObject({ status: 'error' });
    expect(errors.filter((line) => !String(line).includes('to serialize'))).toEqual([
      expect.stringMatching(NAMES_OPEN),
    ]);
  });

  it('a session error is the answer to a message, and not the end of the process', async () => {
    await start(platform);
    const cookie = await cookieFor(app, { userId: 'ada' });
    available = false;
    await expect(ask('open', cookie)).rejects.toEqual({
      status: 'error',
      message: 'Your session cannot be read or saved right now. Please try again in a moment.',
    });
    await lastValueFrom(rpc!.emit('seen', cookie), { defaultValue: undefined });
    available = true;
    expect(await ask('open', cookie)).toBe('ada');
  });
});
