import { Module } from '@nestjs/common';
import { SessionEnds } from './session-ends.js';

/** Events of sessions that end, in a module of their own because publishers and listeners share it. */
@Module({ providers: [SessionEnds], exports: [SessionEnds] })
export class SessionEndsModule {}
