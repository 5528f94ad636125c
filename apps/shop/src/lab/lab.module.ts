import { Module, type DynamicModule } from '@nestjs/common';
import { BackendsModule } from '../sessions/backends.module.js';
import { LabController } from './lab.controller.js';
import { ModeSwitch } from './mode-switch.service.js';
import { VisitorModesModule } from './visitor-modes.module.js';
import { WhoamiService } from './whoami.service.js';

/** The lab's routes. Imported only with `LAB=on`: without it they do not exist. */
@Module({})
export class LabModule {
  /** @param accounts the accounts module in use, for its token carrier */
  static forRoot(accounts: DynamicModule): DynamicModule {
    return {
      module: LabModule,
      imports: [accounts, BackendsModule, VisitorModesModule],
      controllers: [LabController],
      providers: [ModeSwitch, WhoamiService],
    };
  }
}
