// The least that a route on Nest and Fastify does: the unit in which the shop's routes are told.
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

class BareController {
  answer() {
    return { lines: 0 };
  }
}
// The decorators, applied by hand: Node runs this file as it is.
Controller('bare')(BareController);
const descriptor = Object.getOwnPropertyDescriptor(BareController.prototype, 'answer');
Get()(BareController.prototype, 'answer', descriptor);
class BareModule {}
Module({ controllers: [BareController] })(BareModule);

const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: false });
await app.listen(process.env.PORT, '127.0.0.1');
