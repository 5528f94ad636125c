import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ReplicaModule } from '@app/replica';
import { AccountsModule } from './accounts/accounts.module.js';
import type { IdentityCarrier } from './accounts/carriers/identity-carrier.js';
import { SessionIdentityCarrier } from './accounts/carriers/session-identity-carrier.js';
import { TokenIdentityCarrier } from './accounts/carriers/token-identity-carrier.js';
import { CartModule } from './cart/cart.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { DatabaseModule } from './database/database.module.js';
import { HttpModule } from './http/http.module.js';
import { LabModule } from './lab/lab.module.js';
import { SwitchingIdentityCarrier } from './lab/switching-identity-carrier.js';
import { VisitorModesModule } from './lab/visitor-modes.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { LiveModule } from './live/live.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { OrdersModule } from './orders/orders.module.js';
import { PagesModule } from './pages/pages.module.js';
import { RedisModule } from './redis/redis.module.js';
import { SessionDirectoryModule } from './accounts/devices/session-directory.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { SingleStateModule } from './sessions/single-state.module.js';
import { SettingsModule } from './settings/settings.module.js';
import type { Settings } from './settings/settings.js';

/** The whole shop, as its settings ask for it. */
@Module({})
export class AppModule {
  static forRoot(settings: Settings): DynamicModule {
    const chooser = settings.lab ? VisitorModesModule : SingleStateModule;
    const accounts = AccountsModule.forRoot({
      carrier: carrierFor(settings),
      modes: chooser,
      imports: [SessionDirectoryModule],
    });
    return {
      module: AppModule,
      imports: [
        SettingsModule.forRoot(settings),
        ReplicaModule.forRoot({ id: settings.replicaId, delistSeconds: settings.drainSeconds }),
        HttpModule,
        OperationsModule.forRoot(chooser),
        DatabaseModule,
        RedisModule,
        LimitsModule,
        SessionsModule.forRoot(chooser),
        accounts,
        CatalogModule,
        CartModule,
        OrdersModule,
        LiveModule,
        ...(settings.lab ? [LabModule.forRoot(accounts)] : []),
        PagesModule,
      ],
    };
  }
}

function carrierFor({ lab, state }: Settings): Type<IdentityCarrier> {
  if (lab) return SwitchingIdentityCarrier;
  return state === 'token' ? TokenIdentityCarrier : SessionIdentityCarrier;
}
