import { type CanActivate, type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { invalidRequest } from './validation.pipe.js';

/**
 * Makes a guard that refuses a body of another form before the guards after it do any work. Pipes are too late for that: they run
 * after all guards.
 */
export function bodyGuard(schema: StandardSchemaV1): Type<CanActivate> {
  @Injectable()
  class BodyGuard implements CanActivate {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const { body } = context.switchToHttp().getRequest<{ body?: unknown }>();
      const { issues } = await schema['~standard'].validate(body);
      if (issues) throw invalidRequest(issues);
      return true;
    }
  }
  return BodyGuard;
}
