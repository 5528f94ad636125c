import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Algorithm, hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import { HashingQueue } from './hashing-queue.js';

/** `Algorithm.Argon2id`, whose const enum cannot be imported where modules are compiled one by one. */
const ARGON2ID: Algorithm = 2;

/**
 * Argon2id off the event loop. Hashes carry their parameters, so older ones stay valid and are renewed at log-in.
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
   * @param storedHash absent for an unknown account: the same work is done in vain, so that the time it takes does not
   *   tell who has an account (ASVS 5.0 6.3.8).
   */
  async verify(storedHash: string | null | undefined, password: string): Promise<boolean> {
    const reference = storedHash ?? (await this.decoy);
    const matches = await this.queue.run(() => verify(reference, password));
    return matches && storedHash !== null && storedHash !== undefined;
  }

  /** Whether a hash was made with other parameters than today's. */
  needsRehash(storedHash: string): boolean {
    const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(storedHash);
    return (
      algorithm !== this.parameters.algorithm ||
      memoryCost !== this.parameters.memoryCost ||
      timeCost !== this.parameters.timeCost ||
      parallelism !== this.parameters.parallelism
    );
  }
}
