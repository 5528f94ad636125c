import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { SessionBackend } from './backend/session-backend.js';
import type { SessionTransportOptions } from './transport/session-transport.options.js';

/** Options of `SessionModule.forRoot` and `forRootAsync`. */
export interface SessionModuleOptions extends SessionTransportOptions {
  /** `new StoredSessions({ store, keys, … })`, `new SealedSessions({ keys, … })`, or one of your own. */
  readonly backend: SessionBackend;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: SessionModuleOptions } =
  new ConfigurableModuleBuilder<SessionModuleOptions>()
    .setClassMethodName('forRoot')
    .setExtras({ isGlobal: true }, (definition, extras) => ({ ...definition, global: extras.isGlobal }))
    .build();
