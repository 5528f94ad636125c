import { Module } from '@nestjs/common';
import { SessionEnds } from './session-ends.js';

/** The news of sessions that end, apart so that whoever ends them and whoever listens share it. */
@Module({ providers: [SessionEnds], exports: [SessionEnds] })
export class SessionEndsModule {}
