import { describe, expect, it } from 'vitest';
import { Prisma } from '../generated/prisma/client.js';
import { DatabaseUnavailableError } from './database-unavailable.error.js';

/** An error as Prisma 7 throws it when the driver adapter reports a SQLSTATE: P2010 for raw queries, else P2039. */
function byPrisma(code: string, cause: object): Error {
  return new Prisma.PrismaClientKnownRequestError('Database error', {
    code,
    clientVersion: 'test',
    meta: { driverAdapterError: Object.assign(new Error('postgres'), { cause }) },
  });
}

const converted = (error: unknown) => DatabaseUnavailableError.inPlaceOf(error);

describe('DatabaseUnavailableError', () => {
  it.each([
    ['admin_shutdown', '57P01'],
    ['crash_shutdown', '57P02'],
    ['cannot_connect_now', '57P03'],
    ['lock_not_available', '55P03'],
    ['query_canceled', '57014'],
    ['idle_in_transaction_session_timeout', '25P03'],
    ['connection_failure', '08006'],
    ['serialization_failure', '40001'],
    ['deadlock_detected', '40P01'],
    ['out_of_memory', '53200'],
    ['too_many_connections', '53300'],
  ])('answers %s (%s) with 503 and Retry-After', (_name, originalCode) => {
    const cause = { kind: 'postgres', originalCode };
    const driverError = Object.assign(new Error('from pg'), { code: originalCode, severity: 'FATAL' });
    const adapterError = Object.assign(new Error('postgres'), { name: 'DriverAdapterError', cause });
    for (const error of [byPrisma('P2039', cause), byPrisma('P2010', cause), driverError, adapterError]) {
      const unavailable = converted(error);
      expect(unavailable).toBeInstanceOf(DatabaseUnavailableError);
      expect(unavailable).toMatchObject({ status: 503, retryAfterSeconds: 1, cause: error });
    }
  });

  it.each(['23505', '22021', '42601', '42P01', '28P01', '57P04'])('leaves %s unchanged', (originalCode) => {
    const error = byPrisma('P2039', { kind: 'postgres', originalCode });
    expect(converted(error)).toBe(error);
  });

  it('leaves errors of Node and of the application unchanged', () => {
    for (const error of [
      Object.assign(new Error('no file'), { code: 'ENOENT' }),
      new Error('a bug'),
      '57P01',
      null,
    ])
      expect(converted(error)).toBe(error);
  });
});
