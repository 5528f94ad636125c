import 'reflect-metadata';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createClient } from 'graphql-ws';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CurrentSession, SessionCommittedError, type Session } from '../../src/index.js';
import { SessionTestingModule } from '../../src/testing/index.js';
import { Browser, type Platform } from '../session-app.js';

const typeDefs = `
  type Query { userId: String }
  type Mutation { login(userId: String!): Boolean add(item: String!): [String!] tooLate: Boolean }
  type Subscription { userId: String }
`;

@Resolver()
class SessionResolver {
  @Query('userId')
  userId(@CurrentSession() session: Session) {
    return session.userId;
  }

  @Mutation('login')
  async login(@CurrentSession() session: Session) {
    await session.regenerate({ userId: 'ada' });
    return true;
  }

  @Mutation('add')
  add(@CurrentSession() session: Session) {
    return session.update((draft) => (draft.items = [...(draft.items ?? []), 'a']));
  }

  @Mutation('tooLate')
  tooLate() {
    throw new SessionCommittedError();
  }

  @Subscription('userId')
  async *subscription(@CurrentSession() session: Session) {
    yield { userId: session.userId };
  }
}

const servers: [string, Platform, () => DynamicModule][] = [
  [
    'Apollo on Express',
    'express',
    () =>
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        typeDefs,
        subscriptions: { 'graphql-ws': true },
      }),
  ],
  [
    'Mercurius on Fastify',
    'fastify',
    () =>
      GraphQLModule.forRoot<MercuriusDriverConfig>({ driver: MercuriusDriver, typeDefs, subscription: true }),
  ],
];

describe.each(servers)('@CurrentSession() in resolvers of %s (C3)', (_name, platform, graphql) => {
  let app: INestApplication | undefined;
  afterEach(() => app?.close());

  async function start(): Promise<Browser> {
    @Module({ imports: [SessionTestingModule.forRoot(), graphql()], providers: [SessionResolver] })
    class AppModule {}
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    app = await NestFactory.create<INestApplication>(AppModule, adapter, { logger: false });
    await app.listen(0, '127.0.0.1');
    return new Browser({ url: await app.getUrl() });
  }

  const ask = async (browser: Browser, query: string) => {
    const { body, setCookies } = await browser.send('POST', '/graphql', { query });
    return { ...body, cookies: setCookies.length };
  };

  it('is the session of the request', async () => {
    const browser = await start();
    expect(await ask(browser, '{ userId }')).toMatchObject({ data: { userId: null }, cookies: 0 });
    expect(await ask(browser, 'mutation { login(userId: "ada") }')).toMatchObject({ cookies: 1 });
    expect(await ask(browser, '{ userId }')).toMatchObject({ data: { userId: 'ada' }, cookies: 0 });
    expect(await ask(browser, 'mutation { add(item: "a") }')).toMatchObject({ data: { add: ['a'] } });
  });

  it('is the same for fields of one operation', async () => {
    const browser = await start();
    await ask(browser, 'mutation { one: add(item: "a") two: add(item: "a") login(userId: "ada") }');
    expect(await ask(browser, 'mutation { add(item: "a") }')).toMatchObject({
      data: { add: ['a', 'a', 'a'] },
    });
  });

  it('leaves errors of a session to the GraphQL server', async () => {
    const browser = await start();
    const { errors } = (await ask(browser, 'mutation { tooLate }')) as { errors?: { message: string }[] };
    expect(errors).toMatchObject([{ message: expect.stringContaining('already committed') as string }]);
  });

  // The handshake of Mercurius is a request of Fastify; Apollo's does not reach Express.
  it(`${platform === 'fastify' ? 'is that of the handshake' : 'is refused'} in subscriptions`, async () => {
    const browser = await start();
    await ask(browser, 'mutation { login(userId: "ada") }');
    const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
    class SocketWithCookie extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol, { headers: { cookie } });
      }
    }
    const client = createClient({
      url: `${(await app!.getUrl()).replace('http', 'ws')}/graphql`,
      webSocketImpl: SocketWithCookie,
    });
    const results = [];
    for await (const result of client.iterate({ query: 'subscription { userId }' })) results.push(result);
    await client.dispose();
    const named = { message: expect.stringContaining('await sessions.open(cookieHeader)') as string };
    expect(results).toMatchObject([
      platform === 'fastify' ? { data: { userId: 'ada' } } : { errors: [named] },
    ]);
  });
});
