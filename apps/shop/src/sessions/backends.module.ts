import { Module } from '@nestjs/common';
import { SessionBackends } from './session-backends.js';

/** The session backends of all states. */
@Module({ providers: [SessionBackends], exports: [SessionBackends] })
export class BackendsModule {}
