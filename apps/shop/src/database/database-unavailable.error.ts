import { HttpException } from '@nestjs/common';
import { Prisma } from '../generated/prisma/client.js';
import { sqlStateOf } from './sql-state.js';

/**
 * What Postgres refuses now and may do in a second: connections (08), resources (53), shutdown, crash and start (57P01-57P03), a
 * statement or idle transaction past its time limit (57014, 25P03), locks (55P03), serialization (40001) and deadlocks (40P01).
 */
const TEMPORARY = /^(?:08|53)|^(?:57P0[123]|57014|25P03|55P03|40001|40P01)$/;

/** Prisma's codes for: not reached, too late, closed by the server, no free connection in the pool, no transaction in time. */
const PRISMA_CODES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/** The same by the driver adapter, where Prisma has no code for it (raw queries). */
const KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);

/** What the pg package says of the same; its errors have no code. */
const SENTENCES = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
  'Query read timeout',
]);

/** 503: Postgres is unavailable, or too busy to run one more query in time. The same request may succeed in a second. */
export class DatabaseUnavailableError extends HttpException {
  readonly retryAfterSeconds = 1;

  constructor(cause: unknown) {
    const detail = 'The database cannot answer right now. Try again in a second.';
    super({ title: 'Database unavailable', detail }, 503, { cause });
  }

  /** Returns this error instead of one by which Prisma or the driver says the same; any other error unchanged. */
  static inPlaceOf(error: unknown): unknown {
    return isTemporary(error) ? new DatabaseUnavailableError(error) : error;
  }
}

function isTemporary(error: unknown): boolean {
  const sqlState = sqlStateOf(error);
  if (sqlState !== undefined) return TEMPORARY.test(sqlState);
  if (error instanceof Prisma.PrismaClientKnownRequestError)
    return PRISMA_CODES.has(error.code) || KINDS.has(kindOf(error) ?? '');
  return error instanceof Error && SENTENCES.has(error.message);
}

function kindOf({ meta }: Prisma.PrismaClientKnownRequestError): string | undefined {
  return (meta?.['driverAdapterError'] as { cause?: { kind?: string } } | undefined)?.cause?.kind;
}
