import { RedisRevocationList } from '@app/auth';
import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { RedisService } from '../../redis/redis.service.js';
import { Settings } from '../../settings/settings.js';
import { LoginCookie } from './login-cookie.js';
import { LoginEndTable } from './login-end-table.js';
import { LoginEnds } from './login-ends.js';

/** Which logins ended, known to every replica. */
@Module({
  providers: [
    {
      provide: RedisRevocationList,
      inject: [RedisService, Settings],
      useFactory: ({ client }: RedisService, { sessionAbsoluteSeconds }: Settings) =>
        new RedisRevocationList(client, { retentionSeconds: sessionAbsoluteSeconds }),
    },
    LoginEndTable,
    LoginEnds,
    LoginCookie,
  ],
  exports: [LoginEnds, LoginCookie],
})
export class LoginEndsModule {
  constructor({ httpAdapter }: HttpAdapterHost<FastifyAdapter>, table: LoginEndTable) {
    // A replica that was stopped for a while must not judge its first requests by what it knew before.
    httpAdapter.getInstance().addHook('onRequest', (_request, _reply, done) => {
      const catchingUp = table.catchUp();
      if (catchingUp) void catchingUp.then(() => done());
      else done();
    });
  }
}
