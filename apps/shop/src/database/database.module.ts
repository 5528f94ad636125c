import { Global, Module } from '@nestjs/common';
import { PrismaService } from './prisma.service.js';

/** The shop's one connection pool, for every feature. */
@Global()
@Module({ providers: [PrismaService], exports: [PrismaService] })
export class DatabaseModule {}
