import { Module, type DynamicModule } from '@nestjs/common';
import { LoginEndsModule } from '../accounts/logins/login-ends.module.js';
import { BackendsModule } from '../sessions/backends.module.js';
import { Faults } from './faults/faults.js';
import { LabAccess } from './faults/lab-access.js';
import { LabController } from './lab.controller.js';
import { CrowdController } from './launcher/crowd.controller.js';
import { Launcher } from './launcher/launcher.js';
import { StoresController } from './launcher/stores.controller.js';
import { ModeSwitch } from './mode-switch.service.js';
import { PeerAddresses } from './peers/peer-addresses.js';
import { PeerClient } from './peers/peer.client.js';
import { ReplicasController } from './peers/replicas.controller.js';
import { ReplicasService } from './peers/replicas.service.js';
import { SelfController } from './peers/self.controller.js';
import { EventsController } from './telemetry/events.controller.js';
import { Pulse } from './telemetry/pulse.js';
import { SelfService } from './telemetry/self.service.js';
import { StoreLoads } from './telemetry/store-loads.js';
import { TelemetryService } from './telemetry/telemetry.service.js';
import { Visits } from './telemetry/visits.js';
import { VisitorModesModule } from './visitor-modes.module.js';
import { WhoamiService } from './whoami.service.js';

/** The lab's routes. Imported only with `LAB=on`: without it they do not exist. */
@Module({})
export class LabModule {
  /** @param accounts the accounts module in use, for its token carrier */
  static forRoot(accounts: DynamicModule): DynamicModule {
    return {
      module: LabModule,
      imports: [accounts, LoginEndsModule, BackendsModule, VisitorModesModule],
      controllers: [
        LabController,
        ReplicasController,
        SelfController,
        EventsController,
        StoresController,
        CrowdController,
      ],
      providers: [
        ModeSwitch,
        WhoamiService,
        LabAccess,
        Faults,
        Visits,
        Pulse,
        SelfService,
        PeerAddresses,
        PeerClient,
        ReplicasService,
        StoreLoads,
        Launcher,
        TelemetryService,
      ],
    };
  }
}
