import { Controller, Get, Module, Res, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Draining, Readiness, ReplicaModule, type ReplicaOptions } from '../src/index.js';

export const platforms = ['fastify', 'express'] as const;
export type Platform = (typeof platforms)[number];

/** What a handler gets as its response: Fastify's reply holds Node's own in `raw`, Express's is Node's own. */
type Response = ServerResponse | { raw: ServerResponse; hijack(): void };

/** Emits `begin` when a request to `/held` has come in; told `release`, that request is answered. */
export const held = new EventTarget();

@Controller()
class ExampleController {
  constructor(
    private readonly readiness: Readiness,
    private readonly draining: Draining,
  ) {}

  @Get('state')
  state(): string {
    return this.readiness.state;
  }

  @Get('held')
  async held(): Promise<string> {
    held.dispatchEvent(new Event('begin'));
    await once(held, 'release');
    return 'released';
  }

  @Get('broken')
  broken(): never {
    throw new Error('broken');
  }

  @Get('stream')
  stream(@Res() response: Response): void {
    if ('hijack' in response) response.hijack();
    const raw = 'raw' in response ? response.raw : response;
    raw.writeHead(200, { 'Content-Type': 'text/event-stream' });
    raw.write('data: hello\n\n');
    this.draining.register(() => void raw.end('data: bye\n\n'));
  }
}

@Module({})
class ExampleModule {
  static with(options: ReplicaOptions): DynamicModule {
    return {
      module: ExampleModule,
      imports: [ReplicaModule.forRoot(options)],
      controllers: [ExampleController],
    };
  }
}

/** An application with a replica module, listening on a free port of 127.0.0.1. */
export async function listen(platform: Platform, options: ReplicaOptions): Promise<INestApplication> {
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(ExampleModule.with(options), adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}
