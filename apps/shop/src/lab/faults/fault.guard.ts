import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LabAccess } from './lab-access.js';
import { ForeignHostError } from './fault.errors.js';

/** For routes that break things: with `X-Lab-Token`, or by a host that is ours. Other sites' pages are stopped before. */
@Injectable()
export class FaultGuard implements CanActivate {
  constructor(private readonly access: LabAccess) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (this.access.hasToken(headers) || this.access.isAddressedByOurName(headers)) return true;
    throw new ForeignHostError();
  }
}
