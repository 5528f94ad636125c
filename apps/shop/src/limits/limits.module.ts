import { Global, Module } from '@nestjs/common';
import { GuestLimit } from './guest-limit.js';
import { GuestLimitGuard } from './guest-limit.guard.js';
import { OpenStreams } from './open-streams.js';

/** What one address may do, so that it does not take the shop away from others; logins are limited by libs/auth. */
@Global()
@Module({
  providers: [GuestLimit, GuestLimitGuard, OpenStreams],
  exports: [GuestLimit, GuestLimitGuard, OpenStreams],
})
export class LimitsModule {}
