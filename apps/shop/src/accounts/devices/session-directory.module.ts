import { Module } from '@nestjs/common';
import { SessionDirectory } from './session-directory.js';
import { BackendsModule } from '../../sessions/backends.module.js';
import { SessionEndsModule } from '../../sessions/session-ends.module.js';
import { StoredSessionDirectory } from './stored-session-directory.js';

/** Finds a user's server-side sessions. */
@Module({
  imports: [BackendsModule, SessionEndsModule],
  providers: [{ provide: SessionDirectory, useClass: StoredSessionDirectory }],
  exports: [SessionDirectory],
})
export class SessionDirectoryModule {}
