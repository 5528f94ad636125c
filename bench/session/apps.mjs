import 'reflect-metadata';
import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

/** What lies in every session's cart. */
export const cart = Array.from({ length: 20 }, (_, at) => ({
  sku: `SKU-${1000 + at}`,
  name: `Some good of the market, number ${at}, fresh`,
  quantity: at + 1,
}));

/** How long a slow write is at work, in ms: long enough for a logout meanwhile. */
const SLOW_MS = 10;

class BenchController {
  /** Begins the session. */
  begin(request) {
    if (!request.session) return { lines: 0 };
    Object.assign(request.session, { userId: 'user-1', cart, count: 0, changed: true });
    return { lines: cart.length };
  }

  read(request) {
    return { lines: request.session?.cart?.length ?? 0 };
  }

  write(request) {
    if (!request.session) return { count: 0 };
    request.session.count += 1;
    request.session.changed = true;
    return { count: request.session.count };
  }

  /** Writes a key that no other request writes. */
  mark(request) {
    request.session[`mark ${request.params.name}`] = true;
    request.session.changed = true;
    return {};
  }

  /** Writes when others, which came later, are done. */
  async markSlowly(request) {
    await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
    request.session['mark slow'] = true;
    request.session.changed = true;
    return {};
  }

  /** Ends the session, as each variant has it: with a promise or a callback. */
  async end(request) {
    await new Promise((resolve, reject) => {
      const ending = request.session.destroy((error) => (error ? reject(error) : resolve()));
      ending?.then?.(resolve, reject);
    });
    return {};
  }

  marks(request) {
    return { marks: Object.keys(request.session).filter((key) => key.startsWith('mark ')) };
  }
}

// The decorators, applied by hand: Node runs this file as it is.
Controller()(BenchController);
for (const [name, route] of [
  ['begin', Post('begin')],
  ['read', Get('read')],
  ['write', Post('write')],
  ['mark', Post('mark/:name')],
  ['markSlowly', Post('mark-slowly')],
  ['marks', Get('marks')],
  ['end', Post('end')],
]) {
  route(BenchController.prototype, name, Object.getOwnPropertyDescriptor(BenchController.prototype, name));
  Req()(BenchController.prototype, name, 0);
}

/** The routes on Nest with no sessions but those that `install` brings. */
export async function bareApp(install = async () => {}, platform = 'fastify') {
  class BareModule {}
  Module({ controllers: [BenchController] })(BareModule);
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  await install(adapter.getInstance());
  return NestFactory.create(BareModule, adapter, { logger: false });
}

/** The routes with an edition of this library. */
export async function sessionModuleApp(backend, edition = 'second') {
  const { SessionModule } = await import(`./dist/${edition}/index.js`);
  class SessionAppModule {}
  Module({ imports: [SessionModule.forRoot({ backend })], controllers: [BenchController] })(SessionAppModule);
  return NestFactory.create(SessionAppModule, new FastifyAdapter(), { logger: false });
}
