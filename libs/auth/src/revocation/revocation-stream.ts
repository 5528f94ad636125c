import type { RedisClient } from '../redis/redis-script.js';

/** One thing that ended early. */
export interface RevocationEntry {
  readonly kind: 'token' | 'family' | 'user';
  readonly id: string;
  /** When it can be forgotten, seconds since 1970. */
  readonly until: number;
  /** For a user: logins before this moment are ended, seconds since 1970; else 0. */
  readonly notBefore: number;
}

/** Some of the stream, and where it goes on. */
export interface RevocationPage {
  readonly entries: readonly RevocationEntry[];
  /** Stream ids of the entries that are not revocations: skipped, so that they do not hold up what follows. */
  readonly unreadable: readonly string[];
  readonly position: string;
}

/** The position before the first entry. */
export const STREAM_START = '0-0';

const BATCH = 1000;
/** How long one read waits for news, in ms: this is also the heartbeat. */
const WAIT_MS = 1000;
/** Past this, in ms, an open connection is a dead one: a half-open TCP connection reports nothing by itself. */
const ANSWER_MS = 2500;
/** By how much, in ms, the replicas' clocks may differ from Redis's before an entry is dropped too early. */
const CLOCK_MARGIN_MS = 60_000;

/** Appends an entry, and drops those past their retention. */
export async function appendRevocation(
  redis: RedisClient,
  key: string,
  entry: RevocationEntry,
  retentionSeconds: number,
): Promise<void> {
  const oldest = Date.now() - retentionSeconds * 1000 - CLOCK_MARGIN_MS;
  await redis.xadd(key, 'MINID', '~', Math.max(0, oldest), '*', 'entry', JSON.stringify(entry));
}

/**
 * Reads what stands after a position.
 * @param wait whether to wait, for a second, until there is something
 * @throws Error where Redis does not answer, although the connection may look open
 */
export async function readRevocations(
  redis: RedisClient,
  key: string,
  position: string,
  wait: boolean,
): Promise<RevocationPage> {
  const read = wait
    ? redis.xread('COUNT', BATCH, 'BLOCK', WAIT_MS, 'STREAMS', key, position)
    : redis.xread('COUNT', BATCH, 'STREAMS', key, position);
  const rows = (await answered(read))?.[0]?.[1] ?? [];
  const entries: RevocationEntry[] = [];
  const unreadable: string[] = [];
  for (const [id, fields] of rows) {
    const entry = parseEntry(fields?.[1]);
    if (entry) entries.push(entry);
    else unreadable.push(id);
  }
  return {
    entries,
    unreadable,
    position: rows.at(-1)?.[0] ?? position,
  };
}

function parseEntry(text: string | undefined): RevocationEntry | undefined {
  try {
    const entry = JSON.parse(text ?? '') as RevocationEntry;
    const { kind, id, until, notBefore } = entry;
    const valid =
      ['token', 'family', 'user'].includes(kind) &&
      typeof id === 'string' &&
      Number.isFinite(until) &&
      Number.isFinite(notBefore);
    return valid ? entry : undefined;
  } catch {
    return undefined;
  }
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer from Redis in ${ANSWER_MS} ms`)), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
