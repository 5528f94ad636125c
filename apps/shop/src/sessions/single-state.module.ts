import { Module } from '@nestjs/common';
import { RequestModes } from '../operations/metrics/request-modes.js';
import { Settings } from '../settings/settings.js';
import { BackendsModule } from './backends.module.js';
import { ChosenBackend } from './chosen-backend.js';
import { SessionBackends } from './session-backends.js';

/** Without the lab: every visitor's session lives where `SHOP_STATE` says. */
@Module({
  imports: [BackendsModule],
  providers: [
    {
      provide: ChosenBackend,
      inject: [SessionBackends, Settings],
      useFactory: (backends: SessionBackends, settings: Settings) => backends.of(settings.state),
    },
    {
      provide: RequestModes,
      inject: [Settings],
      useFactory: (settings: Settings): RequestModes => ({ ofRequest: () => settings }),
    },
  ],
  exports: [ChosenBackend, RequestModes],
})
export class SingleStateModule {}
