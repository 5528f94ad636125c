import { Injectable } from '@nestjs/common';
import type { Claim, IdempotencyStore } from '@app/idempotency';
import { PrismaService } from '../database/prisma.service.js';
import { Prisma } from '../generated/prisma/client.js';

/**
 * Idempotency keys in Postgres: one row per key, one statement per step, leases by Postgres's clock. Answers of a checkout hold
 * an address, so they lie where addresses lie anyhow. What was acknowledged outlives a crash.
 */
@Injectable()
export class PostgresIdempotencyStore implements IdempotencyStore {
  constructor(private readonly prisma: PrismaService) {}

  async claim(
    name: string,
    fingerprint: string,
    token: string,
    leaseMs: number,
    keepMs: number,
  ): Promise<Claim> {
    const [row] = await this.prisma.$queryRaw<{ outcome: Claim['outcome']; answer: string | null }[]>`
      WITH claimed AS (
        INSERT INTO idempotency_records AS known (name, fingerprint, token, lease_until, expires_at)
        VALUES (${name}, ${fingerprint}, ${token}, ${after(leaseMs)}, ${after(keepMs)})
        ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint, token = excluded.token, answer = NULL,
          lease_until = excluded.lease_until, expires_at = excluded.expires_at
        WHERE known.expires_at <= now()
          OR (known.fingerprint = excluded.fingerprint AND known.answer IS NULL AND known.lease_until <= now())
        RETURNING name)
      SELECT 'claimed' AS outcome, NULL AS answer FROM claimed
      UNION ALL
      SELECT CASE WHEN fingerprint <> ${fingerprint} THEN 'reused' WHEN answer IS NULL THEN 'running' ELSE 'answered' END, answer
      FROM idempotency_records WHERE name = ${name} AND NOT EXISTS (SELECT FROM claimed)`;
    // No row: somebody else claimed the key in this very moment, later than what this statement sees.
    return { outcome: row?.outcome ?? 'running', answer: row?.answer ?? '' } as Claim;
  }

  async answer(name: string, token: string, answer: string, keepMs: number): Promise<boolean> {
    const kept = await this.prisma.$executeRaw`
      UPDATE idempotency_records SET answer = ${answer}, expires_at = ${after(keepMs)}
      WHERE name = ${name} AND token = ${token}`;
    return kept === 1;
  }

  async release(name: string, token: string): Promise<void> {
    await this.prisma.$executeRaw`
      DELETE FROM idempotency_records WHERE name = ${name} AND token = ${token} AND answer IS NULL`;
  }

  /** Removes expired records, up to `limit`. @returns how many */
  async sweep(limit = 1000): Promise<number> {
    return this.prisma.$executeRaw`
      DELETE FROM idempotency_records WHERE name IN (
        SELECT name FROM idempotency_records WHERE expires_at <= now() LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  }
}

function after(ms: number): Prisma.Sql {
  return Prisma.sql`now() + ${ms} * interval '1 millisecond'`;
}
