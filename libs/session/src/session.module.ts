import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SessionBackend } from './backend/session-backend.js';
import { ConfigurableModuleClass, SessionModuleOptions } from './session.module-definition.js';
import { useSessionsOnFastify } from './transport/fastify-sessions.js';

/**
 * Gives every request a session: `@Session()` or `request.session`. Import it once, in the root module, by
 * `SessionModule.forRoot({ backend })` or `forRootAsync`.
 */
@Module({
  providers: [
    {
      provide: SessionBackend,
      inject: [SessionModuleOptions],
      useFactory: (options: SessionModuleOptions) => options.backend,
    },
  ],
  exports: [SessionBackend],
})
export class SessionModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(SessionModuleOptions) private readonly options: SessionModuleOptions,
  ) {
    super();
  }

  /** @throws Error on an HTTP adapter other than Fastify */
  onModuleInit(): void {
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter) return;
    if (httpAdapter.getType() !== 'fastify')
      throw new Error(
        'SessionModule works on the Fastify adapter: pass a FastifyAdapter to NestFactory.create.',
      );
    useSessionsOnFastify(httpAdapter.getInstance(), this.options.backend, this.options);
  }
}
