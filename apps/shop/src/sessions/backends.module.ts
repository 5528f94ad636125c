import { Module } from '@nestjs/common';
import { ExpiredSessions } from './expired-sessions.js';
import { PostgresSessionStore } from './postgres-session.store.js';
import { SessionBackends } from './session-backends.js';

/** The session backends of all states. */
@Module({ providers: [SessionBackends, PostgresSessionStore, ExpiredSessions], exports: [SessionBackends] })
export class BackendsModule {}
