// The shop's routes in an application of their own: catalogue, validation, problems and log lines are the shop's, and only the
// session library differs.
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, Global } from '@nestjs/common';
import { Module, Param, Post, Put, Req, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const shop = (path) => import(`../../../dist/apps/shop/apps/shop/src/${path}`);
const [{ CatalogModule }, { ShownCatalog }, { CartService }, { addItemSchema }] = await Promise.all(
  [
    'catalog/catalog.module.js',
    'catalog/shown-catalog.js',
    'cart/cart.service.js',
    'cart/cart.schemas.js',
  ].map(shop),
);
const [{ HttpModule }, { PrismaService }, { SettingsModule }] = await Promise.all(
  ['http/http.module.js', 'database/prisma.service.js', 'settings/settings.module.js'].map(shop),
);
const [{ createRequestLogger }, { RequestLog }] = await Promise.all(
  ['operations/logging/logger.js', 'operations/logging/request-log.js'].map(shop),
);
const { pino } = await import('pino');

class PeerController {
  constructor(cart) {
    this.cart = cart;
  }

  /** The bench chooses modes in the shop; here there is one. */
  chooseMode() {
    return {};
  }

  me({ session }) {
    if (!session.userId) throw new UnauthorizedException();
    return { ...session.profile, roles: session.roles };
  }

  show(request) {
    return this.cart.show(request);
  }

  add(request, item) {
    return this.cart.add(request, item);
  }

  remove(request, sku) {
    return this.cart.remove(request, sku);
  }
}

/**
 * Creates the application.
 * @param options.platform `fastify` or `express`
 * @param options.install adds a session library to an instance of the platform
 * @param options.modules those of a session library for Nest
 * @param options.cartOf returns the cart of a request, as the shop's `CartHolders` do
 * @param options.signIn puts a user into the session of a request
 */
export async function peerApp({ platform, install = async () => {}, modules = [], cartOf, signIn }) {
  const settings = { databaseUrl: process.env.DATABASE_URL, replicaId: 'peer', logLevel: 'info' };

  class Database {}
  Global()(Database);
  Module({ providers: [PrismaService], exports: [PrismaService] })(Database);

  class Routes extends PeerController {
    async register({ email, name }, request) {
      const profile = { id: randomUUID(), email, name };
      await signIn(request, { userId: profile.id, roles: ['customer'], profile });
      return { ...profile, roles: ['customer'] };
    }
  }
  decorate(Routes);

  class Root {}
  Module({
    imports: [SettingsModule.forRoot(settings), Database, HttpModule, CatalogModule, ...modules],
    controllers: [Routes],
    providers: [
      {
        provide: CartService,
        inject: [ShownCatalog],
        useFactory: (catalog) => new CartService({ of: cartOf }, catalog),
      },
    ],
  })(Root);

  const lines = createRequestLogger(settings, pino.destination(1));
  const adapter =
    platform === 'fastify'
      ? new FastifyAdapter({ loggerInstance: lines, logController: new RequestLog(lines) })
      : new ExpressAdapter();
  if (platform === 'express') logRequests(adapter.getInstance(), lines);
  await install(adapter.getInstance());
  return NestFactory.create(Root, adapter, { logger: false });
}

/** The line that the shop writes for each request, on Express. */
function logRequests(express, lines) {
  express.use((request, response, next) => {
    const began = performance.now();
    // Where the shop's cart looks whether the client still waits.
    request.raw = request;
    response.once('finish', () => {
      const ms = Math.round((performance.now() - began) * 10) / 10;
      const { method, route } = request;
      lines.info(
        { requestId: randomUUID(), method, route: route?.path, status: response.statusCode, ms },
        'request',
      );
    });
    next();
  });
}

/** The decorators, applied by hand: Node runs this file as it is. */
function decorate(controller) {
  Controller('api')(controller);
  Reflect.defineMetadata('design:paramtypes', [CartService], controller);
  const { prototype } = controller;
  for (const [name, route, ...params] of [
    ['chooseMode', Put('lab/mode')],
    ['register', Post('auth/register'), Body(), Req()],
    ['me', Get('auth/me'), Req()],
    ['show', Get('cart'), Req()],
    ['add', Post('cart/items'), Req(), Body({ schema: addItemSchema })],
    ['remove', Delete('cart/items/:sku'), Req(), Param('sku')],
  ]) {
    // Decorators take what the class itself has.
    Object.defineProperty(prototype, name, { value: prototype[name], configurable: true });
    route(prototype, name, Object.getOwnPropertyDescriptor(prototype, name));
    params.forEach((decorate, at) => decorate(prototype, name, at));
  }
}
