import { Module } from '@nestjs/common';
import { RequestModes } from '../operations/metrics/request-modes.js';
import { BackendsModule } from '../sessions/backends.module.js';
import { BackendChoice } from '../sessions/backend-choice.js';
import { LostSessions } from './telemetry/lost-sessions.js';
import { VisitorBackends } from './visitor-backends.js';
import { VisitorModes } from './visitor-modes.js';

/** The visitor's mode, and the session backend that follows it. */
@Module({
  imports: [BackendsModule],
  providers: [
    VisitorModes,
    LostSessions,
    { provide: BackendChoice, useClass: VisitorBackends },
    { provide: RequestModes, useExisting: VisitorModes },
  ],
  exports: [VisitorModes, LostSessions, BackendChoice, RequestModes],
})
export class VisitorModesModule {}
