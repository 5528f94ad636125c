import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ExpectedTotalError } from './orders.errors.js';

/**
 * The header `Expected-Total`: what the buyer was shown, in minor units; undefined where it is not sent. A header and no part of the
 * body, as it is a precondition of the first try and not of its repeats.
 *
 * @throws ExpectedTotalError where it is no whole number
 */
export const ExpectedTotal = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const text = context.switchToHttp().getRequest<FastifyRequest>().headers['expected-total'];
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) throw new ExpectedTotalError();
  return Number(text);
});
