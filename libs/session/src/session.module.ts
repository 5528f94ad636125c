import {
  ConfigurableModuleBuilder,
  Inject,
  Logger,
  Module,
  type NestModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { SessionBackend } from './session-backend.js';
import { StoredSessions } from './backend/stored-sessions.js';
import type { StoredSessionsOptions } from './backend/stored-sessions.options.js';
import { RequestSession, type RequestSessionOptions } from './request-session.js';
import { isFault, SessionExceptionFilter } from './session-exception.filter.js';
import { Sessions } from './sessions.js';
import { SessionStore } from './store/session-store.js';
import { useSessions } from './transport/nest-sessions.js';
import type { SessionTransport, SessionTransportOptions } from './transport/session-transport.js';

/**
 * Options of `SessionModule.forRoot` and `forRootAsync`: a store and keys, or a backend of your own that chooses one for
 * each request.
 */
export type SessionModuleOptions = SessionTransportOptions &
  RequestSessionOptions &
  (StoredSessionsOptions | { readonly backend: SessionBackend });

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<SessionModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, extras) => ({ ...definition, global: extras.isGlobal }))
    .build();

const UNTRUSTED_PROXY =
  'A proxy says `X-Forwarded-Proto: https`, but the application does not trust it, so session cookies are not Secure: ' +
  "write `app.set('trust proxy', 1)` on Express, `new FastifyAdapter({ trustProxy: true })` on Fastify.";

/**
 * Gives every request a session: `@CurrentSession()`, `@Session()` of Nest, or `request.session`. Import it once, in the
 * root module.
 * @example
 * SessionModule.forRoot({
 *   store: new RedisSessionStore({ redis: new Redis(process.env.REDIS_URL) }),
 *   keys: KeyRing.parse(process.env.SESSION_KEYS ?? ''),
 *   userId: (data) => data.userId,
 * })
 */
@Module({
  providers: [
    {
      provide: SessionStore,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: (options: SessionModuleOptions) =>
        backendOf(options) ? null : (options as StoredSessionsOptions).store,
    },
    {
      provide: SessionBackend,
      inject: [MODULE_OPTIONS_TOKEN, SessionStore],
      // The store is injected, so that a test can override it.
      useFactory: (options: SessionModuleOptions, store: SessionStore): SessionBackend =>
        backendOf(options) ?? new StoredSessions({ ...(options as StoredSessionsOptions), store }),
    },
    Sessions,
    { provide: APP_FILTER, useClass: SessionExceptionFilter },
  ],
  exports: [SessionBackend, SessionStore, Sessions],
})
export class SessionModule extends ConfigurableModuleClass implements NestModule, OnApplicationShutdown {
  private readonly transport: SessionTransport;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(MODULE_OPTIONS_TOKEN) options: SessionModuleOptions,
    @Inject(SessionBackend) backend: SessionBackend,
    @Inject(SessionStore) private readonly store: SessionStore | null,
  ) {
    super();
    for (const name of ['paths', 'device'] as const)
      if (options[name] !== undefined && typeof options[name] !== 'function')
        throw new TypeError(
          `\`${name}\` must be a function of the ${name === 'paths' ? 'path' : 'headers'}.`,
        );
    const logger = new Logger('Session');
    this.transport = {
      paths: options.paths,
      device: options.device,
      expressCompatible: options.expressCompatible,
      create: (request) => new RequestSession(backend, request, options),
      onUntrustedProxy: once(() => logger.warn(UNTRUSTED_PROXY)),
      // An outage has been logged once, and a conflict is no fault of the application.
      logError: (error) => isFault(error) && logger.error(error),
    };
    // Here, so that middleware of `main.ts` sees sessions too.
    useSessions(adapterHost.httpAdapter, this.transport);
  }

  /** Hooks sessions into the adapter of a testing module, which is created after its modules. */
  configure(): void {
    useSessions(this.adapterHost.httpAdapter, this.transport);
  }

  /** Closes what the store has opened. */
  async onApplicationShutdown(): Promise<void> {
    await this.store?.close?.();
  }
}

function backendOf(options: SessionModuleOptions): SessionBackend | undefined {
  return (options as { backend?: SessionBackend }).backend;
}

/** Returns a function that runs the task the first time only. */
function once(task: () => void): () => void {
  let done = false;
  return () => {
    if (!done) task();
    done = true;
  };
}
