import type { SessionEnvelope } from '../codec/session-envelope.js';
import { ownBytes } from '../own-bytes.js';

interface Entry {
  readonly payload: Buffer;
  readonly read: () => SessionEnvelope;
}

/**
 * What the payloads that this process met lately mean, so that bytes which have not changed are not opened and decoded
 * again. It is no cache of sessions: the store is still asked for each, and only the very same bytes count.
 */
export class DecodedRecords {
  // A Map keeps the order of insertion: the first entry was decoded longest ago.
  private readonly entries = new Map<string, Entry>();

  /** @param max how many are kept */
  constructor(private readonly max: number) {}

  /** The envelope in that payload of the record `name`, or undefined where it has to be decoded. */
  find(name: string, payload: Buffer): SessionEnvelope | undefined {
    const entry = this.entries.get(name);
    return entry?.payload.equals(payload) ? entry.read() : undefined;
  }

  /** Keeps what that payload of the record `name` means. */
  keep(name: string, payload: Buffer, read: () => SessionEnvelope): void {
    if (this.max === 0) return;
    this.entries.delete(name);
    this.entries.set(name, { payload: ownBytes(payload), read });
    if (this.entries.size <= this.max) return;
    for (const oldest of this.entries.keys()) return void this.entries.delete(oldest);
  }

  /** Forgets a record that was ended. */
  forget(name: string): void {
    this.entries.delete(name);
  }
}
