/** What one mode costs, as `npm run lab -- cost` measured it (docs/trade-offs.md). */
export interface ModeCost {
  readonly mode: string;
  /** Commands that Redis gets, per request. */
  readonly redisCommands: number;
  /** Bytes of cookies that the browser sends, per request. */
  readonly cookieBytes: number;
  /** CPU of the replicas, in ms per request. */
  readonly cpuMs: number;
  /** Memory of 1,000 sessions, in the replicas and in the store, in KB. */
  readonly memoryKb: string;
}

/** Every preset but the broken one. */
export const COSTS: readonly ModeCost[] = [
  {
    mode: 'Sticky',
    redisCommands: 0.17,
    cookieBytes: 180,
    cpuMs: 2.61,
    memoryKb: '2,448 + 0',
  },
  {
    mode: 'External',
    redisCommands: 2.03,
    cookieBytes: 175,
    cpuMs: 2.78,
    memoryKb: '1,992 + 390',
  },
  {
    mode: 'Hybrid',
    redisCommands: 1.82,
    cookieBytes: 198,
    cpuMs: 2.96,
    memoryKb: '1,657 + 407',
  },
  {
    mode: 'Stateless',
    redisCommands: 0.22,
    cookieBytes: 703,
    cpuMs: 2.37,
    memoryKb: '730 + 0',
  },
];
