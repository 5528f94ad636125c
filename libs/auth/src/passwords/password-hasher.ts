import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Algorithm, hash, type Options, verify } from '@node-rs/argon2';
import { verify as verifyBcrypt } from '@node-rs/bcrypt';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import { HashingQueue } from './hashing-queue.js';
import { readStoredHash } from './stored-hash.js';

/** `Algorithm.Argon2id`, whose const enum cannot be imported where modules are compiled one by one. */
const ARGON2ID: Algorithm = 2;

/**
 * Argon2id off the event loop. Hashes carry their parameters, so older ones stay valid and are renewed at login.
 * @throws {HashingBusyError} from `hash` and `verify`, when too many wait, or this one has waited too long.
 */
@Injectable()
export class PasswordHasher {
  private readonly queue: HashingQueue;
  private readonly parameters: Options;
  private readonly decoy: Promise<string>;

  constructor(@Inject(AUTH_OPTIONS) { password }: AuthOptions) {
    this.queue = new HashingQueue({
      parallel: password.parallelHashes,
      waiting: password.waitingHashes,
      waitMs: password.hashingWaitMs,
    });
    this.parameters = {
      algorithm: ARGON2ID,
      memoryCost: password.memoryKibibytes,
      timeCost: password.passes,
      parallelism: password.lanes,
    };
    this.decoy = hash(randomBytes(32), this.parameters);
  }

  async hash(password: string): Promise<string> {
    return this.queue.run(() => hash(password, this.parameters));
  }

  /**
   * Verifies argon2 hashes, and bcrypt hashes of migrated accounts. An unknown account, and a hash that cannot be read, cost
   * one argon2id hash and fail, so that the time does not tell who has an account (ASVS 5.0 6.3.8).
   * @param storedHash absent for an unknown account
   */
  async verify(storedHash: string | null | undefined, password: string): Promise<boolean> {
    const decoy = await this.decoy;
    return this.queue.run(async () => {
      const kind = readStoredHash(storedHash ?? '')?.kind;
      try {
        if (kind === 'bcrypt') return await verifyBcrypt(password, storedHash!);
        if (kind === 'argon2') return await verify(storedHash!, password);
      } catch {
        // It has the form of a hash and is none: a failed login, with the same cost as below.
      }
      await verify(decoy, password);
      return false;
    });
  }

  /** Whether a hash was made by another algorithm or with other parameters than today's. */
  needsRehash(storedHash: string): boolean {
    const stored = readStoredHash(storedHash);
    return (
      stored?.kind !== 'argon2' ||
      stored.variant !== 'argon2id' ||
      stored.memoryKibibytes !== this.parameters.memoryCost ||
      stored.passes !== this.parameters.timeCost ||
      stored.lanes !== this.parameters.parallelism
    );
  }
}
