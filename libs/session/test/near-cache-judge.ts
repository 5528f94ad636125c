import { ReadKind, type LoadReport } from './near-cache-load.js';

/** What the reads of all processes prove together. */
export interface Verdict {
  readonly reads: number;
  readonly hits: number;
  /** Hits that were more than 1 s behind another process, or behind what Redis dropped. */
  stale: number;
  /** Reads that were behind a write that the same process had acknowledged. */
  behindOwnWrite: number;
  /** Reads by Redis that were behind a write acknowledged before they began. */
  staleFromRedis: number;
  /** The largest number of ms that a hit was behind another process. */
  mostBehindMs: number;
  foundNothing: number;
  refused: number;
  expired: number;
}

const BOUND_MS = 1000;

/** Compares what was read with what had been acknowledged when the read began. */
export class Judge {
  private readonly dropped = new Map<number, { asked: number; told: number }[]>();

  constructor(private readonly processes: number) {}

  /** Notes that a record was seen to be missing: whatever was acknowledged before `asked` was gone at `told`. */
  missing(session: number, asked: number, told: number): void {
    listOf(this.dropped, session).push({ asked, told });
  }

  verdict(reports: readonly LoadReport[]): Verdict {
    const written = new Map<number, { state: number; at: number }[]>();
    for (const { writes } of reports)
      for (let row = 0; row < writes.length; row += 3)
        listOf(written, writes[row]!).push({ state: writes[row + 1]!, at: writes[row + 2]! });
    const sum = (key: 'foundNothing' | 'refused' | 'expired') =>
      reports.reduce((total, report) => total + report[key], 0);
    const verdict = {
      ...{ reads: 0, hits: 0, stale: 0, behindOwnWrite: 0, staleFromRedis: 0, mostBehindMs: 0 },
      ...{ foundNothing: sum('foundNothing'), refused: sum('refused'), expired: sum('expired') },
    };
    reports.forEach(({ reads }, process) => {
      for (let row = 0; row < reads.length; row += 4) {
        const [session, state, began, kind] = reads.subarray(row, row + 4) as unknown as number[];
        const writes = written.get(session!) ?? [];
        const next = firstOf(writes, (write) => write.state > state!);
        const own = firstOf(writes, (write) => write.state >= state!);
        const drops = this.dropped.get(session!) ?? [];
        const drop =
          own?.state === state ? firstOf(drops, ({ asked }) => asked > (own?.at ?? Infinity)) : undefined;
        const behind = began! - (next?.at ?? Infinity);
        const behindDrop = began! - (drop?.told ?? Infinity);
        verdict.reads++;
        if (kind === ReadKind.hit) verdict.hits++;
        if (behind > 0 && session! % this.processes === process) verdict.behindOwnWrite++;
        if (kind !== ReadKind.hit) {
          if (Math.max(behind, behindDrop) > 0) verdict.staleFromRedis++;
          continue;
        }
        if (Math.max(behind, behindDrop) > BOUND_MS) verdict.stale++;
        verdict.mostBehindMs = Math.max(verdict.mostBehindMs, Math.round(Math.max(behind, behindDrop)));
      }
    });
    return verdict;
  }
}

function listOf<T>(map: Map<number, T[]>, key: number): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** The first of a sorted list that a condition holds for. */
function firstOf<T>(sorted: readonly T[], holds: (item: T) => boolean): T | undefined {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(sorted[middle]!)) to = middle;
    else from = middle + 1;
  }
  return sorted[from];
}
