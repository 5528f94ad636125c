import { Inject, Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SessionBackend } from './backend/session-backend.js';
import { ConfigurableModuleClass, SessionModuleOptions } from './session.module-definition.js';
import { useSessionsOnExpress } from './transport/express-sessions.js';
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
export class SessionModule extends ConfigurableModuleClass implements NestModule {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(SessionModuleOptions) private readonly options: SessionModuleOptions,
  ) {
    super();
  }

  /**
   * Hooks sessions into the HTTP adapter, before routes are registered: Express runs in the order of registration.
   * @throws Error on an adapter other than Express and Fastify
   */
  configure(): void {
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter) return;
    const use = transports[httpAdapter.getType()];
    if (!use) throw new Error('SessionModule works on the Express and the Fastify adapter of Nest.');
    use(httpAdapter.getInstance() as never, this.options.backend, this.options);
  }
}

type Transport = (instance: never, backend: SessionBackend, options: SessionModuleOptions) => void;

const transports: Record<string, Transport | undefined> = {
  express: useSessionsOnExpress,
  fastify: useSessionsOnFastify,
};
