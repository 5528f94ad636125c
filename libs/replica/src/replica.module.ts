import { Module } from '@nestjs/common';
import { Draining } from './draining.js';
import { OpenRequests } from './open-requests.js';
import { Readiness } from './readiness.js';
import { ConfigurableModuleClass } from './replica.module-definition.js';
import { Replica } from './replica.js';

/**
 * Gives the process a name that it says in every response, a readiness state, and an orderly way to stop.
 * Global unless `isGlobal: false`. Works on Fastify and on Express.
 */
@Module({
  providers: [Replica, Readiness, OpenRequests, Draining],
  exports: [Replica, Readiness, OpenRequests, Draining],
})
export class ReplicaModule extends ConfigurableModuleClass {}
