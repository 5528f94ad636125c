import type { BeforeApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { RevocationUnavailableError } from '../auth.errors.js';
import type { RedisClient } from '../redis/redis-script.js';
import { InProcessRevocationList } from './in-process-revocation-list.js';
import { RevocationFollower } from './revocation-follower.js';
import type { Credential, Revocation, RevocationList } from './revocation-list.js';
import { appendRevocation, type RevocationEntry } from './revocation-stream.js';

/** A replica that has heard nothing for so long, in ms, cannot know what was revoked meanwhile. */
const STALE_AFTER_MS = 3000;
/** How long the start waits for the first load, in ms: without Redis a replica still starts. */
const FIRST_LOAD_MS = 2000;

/** Settings of a {@link RedisRevocationList}. */
export interface RedisRevocationListOptions {
  /** How long entries are kept, in seconds: as long as the longest session or refresh family lives. */
  readonly retentionSeconds: number;
  /** The Redis key of the stream; `auth:revocations` by default. */
  readonly key?: string;
}

/** Tells every replica what was revoked by one Redis stream, and answers from this process's memory. */
export class RedisRevocationList implements RevocationList, OnModuleInit, BeforeApplicationShutdown {
  private readonly known = new InProcessRevocationList();
  private readonly key: string;
  private follower: RevocationFollower | undefined;

  /** @param redis for writing; following takes a second connection, which this list opens and closes itself. */
  constructor(
    private readonly redis: RedisClient,
    private readonly options: RedisRevocationListOptions,
  ) {
    this.key = options.key ?? 'auth:revocations';
  }

  /** Loads what is known, for two seconds at most, and goes on following. */
  async onModuleInit(): Promise<void> {
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, FIRST_LOAD_MS);
      const learn = (entry: RevocationEntry) => this.learn(entry);
      this.follower = new RevocationFollower(this.redis, this.key, learn, () => {
        clearTimeout(patience);
        resolve();
      });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.follower?.stop();
  }

  get upToDate(): boolean {
    return Date.now() - (this.follower?.heardAt ?? 0) < STALE_AFTER_MS;
  }

  isRevoked(credential: Credential): boolean {
    return this.known.isRevoked(credential);
  }

  onRevocation(listener: (revocation: Revocation) => void): () => void {
    return this.known.onRevocation(listener);
  }

  /** @throws {RevocationUnavailableError} where the other replicas could not be told; it holds on this one. */
  async revokeToken(tokenId: string, until: number): Promise<void> {
    await this.publish({ kind: 'token', id: tokenId, until, notBefore: 0 });
  }

  /** @throws {RevocationUnavailableError} where the other replicas could not be told; it holds on this one. */
  async revokeFamily(familyId: string, until: number): Promise<void> {
    await this.publish({ kind: 'family', id: familyId, until, notBefore: 0 });
  }

  /** @throws {RevocationUnavailableError} where the other replicas could not be told; it holds on this one. */
  async revokeUser(userId: string, notBefore: number, until: number): Promise<void> {
    await this.publish({ kind: 'user', id: userId, until, notBefore });
  }

  private async publish(entry: RevocationEntry): Promise<void> {
    this.learn(entry);
    try {
      await appendRevocation(this.redis, this.key, entry, this.options.retentionSeconds);
    } catch (error) {
      throw new RevocationUnavailableError(error);
    }
  }

  private learn({ kind, id, until, notBefore }: RevocationEntry): void {
    if (kind === 'user') this.known.endUser(id, notBefore, until);
    else this.known.end(kind, id, until);
  }
}
