import { Module, type DynamicModule } from '@nestjs/common';
import { ReplicaModule } from '@app/replica';
import { HttpModule } from './http/http.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { PagesModule } from './pages/pages.module.js';
import { SettingsModule } from './settings/settings.module.js';
import type { Settings } from './settings/settings.js';

/** The whole shop, as its settings ask for it. */
@Module({})
export class AppModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.forRoot(settings),
        ReplicaModule.forRoot({ id: settings.replicaId, delistSeconds: settings.drainSeconds }),
        HttpModule,
        OperationsModule,
        PagesModule,
      ],
    };
  }
}
