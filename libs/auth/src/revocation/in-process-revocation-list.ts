import { Logger } from '@nestjs/common';
import type { Credential, Revocation, RevocationList } from './revocation-list.js';

/** How many writes go by between two sweeps of what has expired. */
const WRITES_PER_SWEEP = 1000;

/** Knows what was revoked in this process: enough for a single replica, and the memory of the one that tells all. */
export class InProcessRevocationList implements RevocationList {
  /** Token or family id → when it can be forgotten, seconds since 1970. */
  private readonly ended = new Map<string, number>();
  private readonly users = new Map<string, { readonly notBefore: number; readonly until: number }>();
  private readonly listeners = new Set<(revocation: Revocation) => void>();
  private readonly logger = new Logger('Revocations');
  private writes = 0;

  readonly upToDate: boolean = true;

  isRevoked({ userId, authenticatedAt, tokenId, familyId }: Credential): boolean {
    if (tokenId !== undefined && this.ended.has(tokenId)) return true;
    if (familyId !== undefined && this.ended.has(familyId)) return true;
    const user = this.users.get(userId);
    return user !== undefined && authenticatedAt < user.notBefore;
  }

  async revokeToken(tokenId: string, until: number): Promise<void> {
    this.end('token', tokenId, until);
  }

  async revokeFamily(familyId: string, until: number): Promise<void> {
    this.end('family', familyId, until);
  }

  async revokeUser(userId: string, notBefore: number, until: number): Promise<void> {
    this.endUser(userId, notBefore, until);
  }

  onRevocation(listener: (revocation: Revocation) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Remembers a token or family as ended. */
  end(kind: 'token' | 'family', id: string, until: number): void {
    this.ended.set(id, Math.max(until, this.ended.get(id) ?? 0));
    this.tell({ kind, id });
  }

  /** Remembers a user's not-before time: the latest one counts, in whatever order they arrive. */
  endUser(userId: string, notBefore: number, until: number): void {
    const known = this.users.get(userId);
    this.users.set(userId, {
      notBefore: Math.max(notBefore, known?.notBefore ?? 0),
      until: Math.max(until, known?.until ?? 0),
    });
    this.tell({ kind: 'user', id: userId });
  }

  private tell(revocation: Revocation): void {
    this.sweepNowAndThen();
    for (const listener of this.listeners) {
      try {
        listener(revocation);
      } catch (error) {
        // The revocation itself holds; the other listeners and the entries that follow must not miss out.
        this.logger.error('A listener for revocations failed', error instanceof Error ? error.stack : error);
      }
    }
  }

  private sweepNowAndThen(): void {
    if (++this.writes % WRITES_PER_SWEEP !== 0) return;
    const now = Date.now() / 1000;
    for (const [id, until] of this.ended) if (until < now) this.ended.delete(id);
    for (const [userId, { until }] of this.users) if (until < now) this.users.delete(userId);
  }
}
