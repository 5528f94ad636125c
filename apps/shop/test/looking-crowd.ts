import { setTimeout as delay } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import type { Shopper } from '../../lab/src/testing/shopper.js';

/** What a signed-in shopper with one thing in the cart met, look by look, while others looked as well. */
export interface Look {
  replica: string | null;
  statuses: [cart: number, account: number];
  hasCart: boolean;
  /** What the answer of the cart said where it was a problem. */
  problem?: string;
}

/** Shoppers who look at their cart and their account again and again, until they are told to stop. */
export class LookingCrowd {
  readonly looks: Look[][] = [];
  /** Requests that got no answer. */
  readonly broken: unknown[] = [];
  private stopped = false;
  private readonly ended: Promise<unknown>;

  /** @param pauseMs how long each waits between two looks */
  constructor(
    readonly shoppers: readonly Shopper[],
    private readonly pauseMs = 0,
  ) {
    this.ended = Promise.all(shoppers.map((shopper, at) => this.go(shopper, (this.looks[at] = []))));
  }

  /** Settles when every shopper has looked so often more. */
  async hasLooked(times: number): Promise<void> {
    const wanted = this.looks.map(({ length }) => length + times);
    const enough = () => expect(this.looks.every(({ length }, at) => length >= wanted[at]!)).toBe(true);
    await vi.waitFor(enough, { timeout: 60_000, interval: 20 });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
  }

  private async go(shopper: Shopper, looks: Look[]): Promise<void> {
    while (!this.stopped) {
      try {
        looks.push(await look(shopper));
      } catch (error) {
        this.broken.push(error);
      }
      if (this.pauseMs > 0) await delay(this.pauseMs);
    }
  }
}

async function look(shopper: Shopper): Promise<Look> {
  const cart = await shopper.request('/api/cart');
  const { items, detail } = (await cart.json()) as { items?: unknown[]; detail?: string };
  const account = await shopper.request('/api/auth/me');
  await account.arrayBuffer();
  return {
    replica: cart.headers.get('x-served-by'),
    statuses: [cart.status, account.status],
    hasCart: items?.length === 1,
    ...(detail !== undefined && { problem: detail }),
  };
}
