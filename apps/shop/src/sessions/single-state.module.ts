import { Module } from '@nestjs/common';
import { RequestModes } from '../operations/metrics/request-modes.js';
import { Settings } from '../settings/settings.js';
import { BackendsModule } from './backends.module.js';
import { BackendChoice } from './backend-choice.js';
import { SessionBackends } from './session-backends.js';

/** Without the lab: every visitor's session lives where `SHOP_STATE` says. */
@Module({
  imports: [BackendsModule],
  providers: [
    {
      provide: BackendChoice,
      inject: [SessionBackends, Settings],
      useFactory: (backends: SessionBackends, settings: Settings): BackendChoice => {
        const backend = backends.of(settings.state);
        return { of: () => backend };
      },
    },
    {
      provide: RequestModes,
      inject: [Settings],
      useFactory: (settings: Settings): RequestModes => ({ ofRequest: () => settings }),
    },
  ],
  exports: [BackendChoice, RequestModes],
})
export class SingleStateModule {}
