import { Global, Module } from '@nestjs/common';
import { DependencyChecks } from '../operations/health/dependency-checks.js';
import { PrismaService } from './prisma.service.js';

/** The shop's one connection pool, for every feature; `/health/ready` tells whether the database answers. */
@Global()
@Module({ providers: [PrismaService], exports: [PrismaService] })
export class DatabaseModule {
  constructor(checks: DependencyChecks, prisma: PrismaService) {
    checks.register('postgres', () => prisma.ping());
  }
}
