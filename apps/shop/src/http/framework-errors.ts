import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { HttpException } from '@nestjs/common';
import { PROBLEM_TYPE } from './problem.js';
import { toProblem } from './to-problem.js';

/** Answers what Fastify's router refuses before any hook or filter runs: a path that cannot be decoded, or a part of it too long. */
export function answerFrameworkError(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = toProblem(new HttpException(error.message, error.statusCode ?? 400));
  void reply.code(problem.status).header('Content-Type', PROBLEM_TYPE).send(problem);
}
