import { HttpAdapterHost } from '@nestjs/core';
import { Module } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import { RequestLog } from './request-log.js';

/**
 * Nest's log lines go through Fastify's logger, so each line written while a request is served carries its id.
 */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [HttpAdapterHost],
      useFactory: ({ httpAdapter }: HttpAdapterHost) => ({
        pinoHttp: { logger: (httpAdapter.getInstance() as FastifyInstance).log as never },
        useExisting: true as const,
      }),
    }),
  ],
  providers: [RequestLog],
})
export class LoggingModule {}
