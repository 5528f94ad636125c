import { clientNetwork } from '@app/auth';
import { Injectable } from '@nestjs/common';
import { Settings } from '../settings/settings.js';
import { TooManyStreamsError } from './limits.errors.js';

/** Counts the event streams and sockets that each address holds open on this replica. */
@Injectable()
export class OpenStreams {
  private readonly counts = new Map<string, number>();
  private readonly limit: number;

  constructor({ limits }: Settings) {
    this.limit = limits.streams;
  }

  /** Whether the address may open no further stream. */
  isFull(address: string): boolean {
    return (this.counts.get(clientNetwork(address)) ?? 0) >= this.limit;
  }

  /**
   * Counts one more stream of an address.
   * @returns ends the count of this stream; later calls do nothing
   * @throws TooManyStreamsError
   */
  open(address: string): () => void {
    if (this.isFull(address)) throw new TooManyStreamsError();
    const client = clientNetwork(address);
    this.counts.set(client, (this.counts.get(client) ?? 0) + 1);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      const left = (this.counts.get(client) ?? 1) - 1;
      if (left > 0) this.counts.set(client, left);
      else this.counts.delete(client);
    };
  }
}
