import { Module } from '@nestjs/common';
import { BackendsModule } from '../sessions/backends.module.js';
import { ChosenBackend } from '../sessions/chosen-backend.js';
import { SwitchingSessionBackend } from './switching-session-backend.js';
import { LostSessions } from './telemetry/lost-sessions.js';
import { VisitorModes } from './visitor-modes.js';

/** The visitor's choice, and the session backend that goes by it. */
@Module({
  imports: [BackendsModule],
  providers: [VisitorModes, LostSessions, { provide: ChosenBackend, useClass: SwitchingSessionBackend }],
  exports: [VisitorModes, LostSessions, ChosenBackend],
})
export class VisitorModesModule {}
