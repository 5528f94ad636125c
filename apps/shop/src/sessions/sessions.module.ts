import { Module, type DynamicModule } from '@nestjs/common';
import { SessionModule } from '@app/session';
import { Settings } from '../settings/settings.js';
import { BackendChoice } from './backend-choice.js';
import { BackendsModule } from './backends.module.js';
import { deviceOf } from './device.js';
import { SessionEnds } from './session-ends.js';
import { SessionEndsModule } from './session-ends.module.js';
import { ShopSessions } from './shop-sessions.js';

/** Sessions on every `/api` route; assets and probes have none. */
@Module({})
export class SessionsModule {
  /** @param chooser the module that provides {@link BackendChoice}: one state for all, or the lab's switch */
  static forRoot(chooser: DynamicModule | (new () => object)): DynamicModule {
    return {
      module: SessionsModule,
      imports: [
        SessionModule.forRootAsync({
          imports: [BackendsModule, SessionEndsModule, chooser],
          inject: [BackendChoice, SessionEnds, Settings],
          useFactory: (choice: BackendChoice, ends: SessionEnds, settings: Settings) => ({
            backend: new ShopSessions(choice, ends),
            paths: (path: string) => path.startsWith('/api/'),
            device: (headers) => ({ device: deviceOf(headers), replica: settings.replicaId }),
          }),
        }),
      ],
    };
  }
}
