import { Module } from '@nestjs/common';
import { RequestModes } from '../operations/metrics/request-modes.js';
import { BackendsModule } from '../sessions/backends.module.js';
import { ChosenBackend } from '../sessions/chosen-backend.js';
import { SwitchingSessionBackend } from './switching-session-backend.js';
import { LostSessions } from './telemetry/lost-sessions.js';
import { VisitorModes } from './visitor-modes.js';

/** The visitor's choice, and the session backend that goes by it. */
@Module({
  imports: [BackendsModule],
  providers: [
    VisitorModes,
    LostSessions,
    { provide: ChosenBackend, useClass: SwitchingSessionBackend },
    { provide: RequestModes, useExisting: VisitorModes },
  ],
  exports: [VisitorModes, LostSessions, ChosenBackend, RequestModes],
})
export class VisitorModesModule {}
