import { HttpException } from '@nestjs/common';
import { Prisma } from '../generated/prisma/client.js';

/** Prisma's codes for: not reached, too late, closed by the server, no place in the pool, no transaction in time. */
const AWAY = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/** The same by the driver adapter, where Prisma has no code for it (raw queries). */
const KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

/** What the pg package says of the same; its errors have no code. */
const SENTENCES = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'Query read timeout',
]);

/** Postgres is away, or too busy to take one more query in time: the same request may well succeed in a second. */
export class DatabaseUnavailableError extends HttpException {
  readonly retryAfterSeconds = 1;

  constructor(cause: unknown) {
    const detail = 'The database does not answer in time. Nothing was changed; try again in a second.';
    super({ title: 'Database unavailable', detail }, 503, { cause });
  }

  /** This error in place of one that says the same in Prisma's or the driver's words; any other as it is. */
  static inPlaceOf(error: unknown): unknown {
    return saysAway(error) ? new DatabaseUnavailableError(error) : error;
  }
}

function saysAway(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError)
    return AWAY.has(error.code) || KINDS.has(kindOf(error) ?? '');
  return error instanceof Error && SENTENCES.has(error.message);
}

function kindOf({ meta }: Prisma.PrismaClientKnownRequestError): string | undefined {
  return (meta?.['driverAdapterError'] as { cause?: { kind?: string } } | undefined)?.cause?.kind;
}
