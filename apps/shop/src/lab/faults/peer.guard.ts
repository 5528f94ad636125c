import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { NotAPeerError } from './fault.errors.js';
import { LabAccess } from './lab-access.js';

/** For what replicas say and do to one another: with `X-Lab-Token` alone. */
@Injectable()
export class PeerGuard implements CanActivate {
  constructor(private readonly access: LabAccess) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.access.hasToken(context.switchToHttp().getRequest<FastifyRequest>().headers)) return true;
    throw new NotAPeerError();
  }
}
