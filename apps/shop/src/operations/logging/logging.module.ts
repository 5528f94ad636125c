import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import type { Options } from 'pino-http';

/** Nest's log lines go through Fastify's logger, so that each one written while a request is served carries its id. */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [HttpAdapterHost],
      useFactory: ({ httpAdapter }: HttpAdapterHost) => ({
        pinoHttp: { logger: httpAdapter.getInstance<FastifyInstance>().log as Options['logger'] },
        useExisting: true,
      }),
    }),
  ],
})
export class LoggingModule {}
