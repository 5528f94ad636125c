import { crc32 } from 'node:zlib';

/** Points of each server on the ring, as nginx has them for a weight of 1. */
const POINTS = 160;

/** A rule by which a balancer places visitors. @returns the server's place in the list */
export type Placement = (visitor: number) => number;

/** What `cookie` routing does: the turn decides once, when the visitor comes, and the pin keeps it. */
export function pinned(servers: number): Placement {
  return (visitor) => visitor % servers;
}

/**
 * nginx's `hash … consistent` (compatible with Cache::Memcached::Fast): points at CRC-32 of host, NUL, port and the point before.
 * @param servers `host:port` of each
 * @param keyOf what each visitor is placed by
 */
export function hashed(servers: readonly string[], keyOf: (visitor: number) => string): Placement {
  const ring = servers.flatMap(pointsOf).sort((a, b) => a.hash - b.hash);
  return (visitor) => {
    const hash = crc32(keyOf(visitor));
    return (ring[firstAtOrAfter(ring, hash)] ?? ring[0]!).server;
  };
}

/** The load of each server where visitors have these loads. */
export function loadsOf(servers: number, loads: readonly number[], placement: Placement): number[] {
  const sums = new Array<number>(servers).fill(0);
  for (const [visitor, load] of loads.entries()) sums[placement(visitor)]! += load;
  return sums;
}

interface Point {
  readonly hash: number;
  readonly server: number;
}

function pointsOf(address: string, server: number): Point[] {
  const [host, port] = address.split(':');
  const base = crc32(`${host}\0${port}`);
  const before = Buffer.alloc(4);
  return Array.from({ length: POINTS }, () => {
    const hash = crc32(before, base);
    before.writeUInt32LE(hash);
    return { hash, server };
  });
}

function firstAtOrAfter(ring: readonly Point[], hash: number): number {
  let [low, high] = [0, ring.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ring[middle]!.hash < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}
