import { Module, type DynamicModule } from '@nestjs/common';
import { SessionModule } from '@app/session';
import { Settings } from '../settings/settings.js';
import { BackendsModule } from './backends.module.js';
import { ChosenBackend } from './chosen-backend.js';
import { deviceOf } from './device.js';
import { SessionEnds } from './session-ends.js';
import { SessionEndsModule } from './session-ends.module.js';
import { WatchedSessions } from './watched-sessions.js';

/** Sessions on every `/api` route; assets and probes have none. */
@Module({})
export class SessionsModule {
  /** @param chooser the module that provides {@link ChosenBackend}: one state for all, or the lab's switch */
  static forRoot(chooser: DynamicModule | (new () => object)): DynamicModule {
    return {
      module: SessionsModule,
      imports: [
        SessionModule.forRootAsync({
          imports: [BackendsModule, SessionEndsModule, chooser],
          inject: [ChosenBackend, SessionEnds, Settings],
          useFactory: (backend: ChosenBackend, ends: SessionEnds, settings: Settings) => ({
            backend: new WatchedSessions(backend, ends),
            paths: (path: string) => path.startsWith('/api/'),
            device: (headers) => ({ device: deviceOf(headers), replica: settings.replicaId }),
          }),
        }),
      ],
    };
  }
}
