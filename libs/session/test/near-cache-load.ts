import { setTimeout as delay } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { RedisSessionStore, type StoredSession } from '../src/index.js';
import { nearCached } from '../src/near-cache/index.js';

/** What a process is started with that reads all sessions, and writes those of its own. */
export interface LoadSettings {
  readonly redis: RedisOptions;
  readonly sessions: number;
  /** This process writes the sessions whose number leaves this remainder. */
  readonly process: number;
  readonly processes: number;
  readonly readsPerTurn: number;
}

/** What a process has seen: rows of numbers, times in ms by the clock that all processes of a machine share. */
export interface LoadReport {
  /** session, number of the state that was read, when the read began, {@link ReadKind} */
  readonly reads: Float64Array;
  /** session, number of the state that was written or destroyed, when that was acknowledged */
  readonly writes: Float64Array;
  readonly foundNothing: number;
  readonly refused: number;
  /** Sessions that were returned more than 20 ms after they had expired. */
  readonly expired: number;
}

/** Where the reply came from: the cache, Redis since the cache did not have it, Redis since it was asked for. */
export const ReadKind = { hit: 0, miss: 1, fresh: 2 } as const;

/** The time in ms, by a clock that all processes of this machine share. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The record of that session. One in ten sessions has a short idle timeout. */
export function keyOf(session: number) {
  return { tag: `g${session}`, hash: 'x', indexed: false };
}

function lifetimeOf(session: number) {
  return { idleMs: session % 10 === 0 ? 300 : 60_000, absoluteMs: 600_000 };
}

/** Numbers in rows, without an object for each. */
class Rows {
  private numbers = new Float64Array(4096);
  private used = 0;

  add(...row: number[]): void {
    if (this.used + row.length > this.numbers.length) {
      const more = new Float64Array(this.numbers.length * 2);
      more.set(this.numbers);
      this.numbers = more;
    }
    this.numbers.set(row, this.used);
    this.used += row.length;
  }

  all(): Float64Array {
    return this.numbers.slice(0, this.used);
  }
}

async function run(settings: LoadSettings): Promise<void> {
  const redis = new Redis({ ...settings.redis, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  const store = nearCached(new RedisSessionStore({ redis }));
  const [reads, writes] = [new Rows(), new Rows()];
  const counts = { foundNothing: 0, refused: 0, expired: 0 };
  const own = Array.from({ length: settings.sessions }, (_, at) => at).filter(
    (at) => at % settings.processes === settings.process,
  );
  const states = new Map(own.map((at) => [at, { number: 0, version: undefined as number | undefined }]));
  const busy = new Set<number>();
  let [writing, finished] = [true, false];

  const note = (session: number, began: number, wallTime: number, kind: number, found?: StoredSession) => {
    if (!found) return void counts.foundNothing++;
    if (wallTime > found.expiresAt + 20) counts.expired++;
    reads.add(session, Number(found.payload.toString()), began, kind);
  };

  const read = (session: number): void => {
    const fresh = Math.random() < 0.05;
    const [began, wallTime] = [sharedNow(), Date.now()];
    const found = store.load(keyOf(session), { fresh });
    if (!(found instanceof Promise)) return note(session, began, wallTime, ReadKind.hit, found);
    const kind = fresh ? ReadKind.fresh : ReadKind.miss;
    found.then(
      (later) => note(session, began, wallTime, kind, later),
      () => counts.refused++,
    );
  };

  /** Returns whether the change was acknowledged. */
  const change = async (session: number, state: { number: number; version: number | undefined }) => {
    const key = keyOf(session);
    if (Math.random() < 0.1) {
      state.version = undefined;
      await store.destroy(key);
      return true;
    }
    const version = state.version ?? (await store.load(key, { fresh: true }))?.version;
    state.version = undefined;
    const [payload, lifetime] = [Buffer.from(`${state.number}`.padEnd(200)), lifetimeOf(session)];
    if (version === undefined) state.version = (await store.create(key, payload, lifetime)).version;
    else {
      const result = await store.compareAndSet(key, version, payload, lifetime);
      if (result.outcome !== 'stored') return false;
      state.version = result.session.version;
    }
    return true;
  };

  const write = async (session: number): Promise<void> => {
    if (busy.has(session)) return;
    busy.add(session);
    const state = states.get(session)!;
    const number = ++state.number;
    try {
      if (await change(session, state)) writes.add(session, number, sharedNow());
    } catch {
      counts.refused++;
    }
    busy.delete(session);
  };

  process.on('message', (message) => {
    if (message === 'hold') writing = false;
    if (message === 'write') writing = true;
    if (message === 'finish') finished = true;
    if (message === 'reads') process.send!(reads.all().length / 4);
  });
  process.on('disconnect', () => process.exit());
  await Promise.all(own.map(write));
  process.send!('running');
  const any = (length: number) => Math.floor(Math.random() * length);
  while (!finished) {
    for (let at = 0; at < settings.readsPerTurn; at++) read(any(settings.sessions));
    if (writing) void write(own[any(own.length)]!);
    await delay(1);
  }
  const report: LoadReport = { reads: reads.all(), writes: writes.all(), ...counts };
  process.send!(report);
}

if (process.env['NEAR_CACHE_LOAD']) {
  const settings = JSON.parse(process.env['NEAR_CACHE_LOAD']) as LoadSettings;
  await run(settings);
}
