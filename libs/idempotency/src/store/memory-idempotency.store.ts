import type { Claim, IdempotencyStore } from './idempotency-store.js';

/** Bounds of a {@link MemoryIdempotencyStore}. */
export interface MemoryIdempotencyStoreOptions {
  /** Records kept at most; the oldest one goes first. Default 10000. */
  readonly maxRecords?: number;
  /** The clock, in ms since the epoch; for tests. */
  readonly now?: () => number;
}

interface Record {
  readonly fingerprint: string;
  readonly token: string;
  readonly leaseUntil: number;
  readonly expiresAt: number;
  readonly answer?: string;
}

/** Keys in this process's memory: for one process, and gone with it. A retry on another replica acts again. */
export class MemoryIdempotencyStore implements IdempotencyStore {
  private readonly records = new Map<string, Record>();
  private readonly maxRecords: number;
  private readonly now: () => number;

  constructor(options: MemoryIdempotencyStoreOptions = {}) {
    this.maxRecords = options.maxRecords ?? 10_000;
    this.now = options.now ?? Date.now;
  }

  async claim(
    name: string,
    fingerprint: string,
    token: string,
    leaseMs: number,
    keepMs: number,
  ): Promise<Claim> {
    const now = this.now();
    const known = this.records.get(name);
    if (known && known.expiresAt > now) {
      if (known.fingerprint !== fingerprint) return { outcome: 'reused' };
      if (known.answer !== undefined) return { outcome: 'answered', answer: known.answer };
      if (known.leaseUntil > now) return { outcome: 'running' };
    }
    this.put(name, { fingerprint, token, leaseUntil: now + leaseMs, expiresAt: now + keepMs });
    return { outcome: 'claimed' };
  }

  async answer(name: string, token: string, answer: string, keepMs: number): Promise<boolean> {
    const known = this.records.get(name);
    if (known?.token !== token) return false;
    this.put(name, { ...known, answer, expiresAt: this.now() + keepMs });
    return true;
  }

  async release(name: string, token: string): Promise<void> {
    const known = this.records.get(name);
    if (known?.token === token && known.answer === undefined) this.records.delete(name);
  }

  private put(name: string, record: Record): void {
    this.records.delete(name);
    this.records.set(name, record);
    for (const oldest of this.records.keys()) {
      if (this.records.size <= this.maxRecords) return;
      this.records.delete(oldest);
    }
  }
}
