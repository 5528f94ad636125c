import type { ServerResponse } from 'node:http';

/** One thing that a handler does. */
export type Step =
  | { do: 'status'; code: number }
  | { do: 'set' | 'append'; name: string; value: string }
  | { do: 'remove'; name: string }
  | { do: 'writeHead'; code: number; form: 'object' | 'array' | 'reason' | 'invalid' }
  | { do: 'write' | 'end' | 'send'; size: number; binary: boolean }
  | { do: 'pipe' | 'pipeline'; size: number; chunks: number; fails: boolean }
  /** Not random: a handler that a test wrote by hand. */
  | { do: 'call'; handler: (raw: ServerResponse) => unknown }
  | {
      do:
        | 'json'
        | 'redirect'
        | 'file'
        | 'flushHeaders'
        | 'flush'
        | 'cork'
        | 'uncork'
        | 'later'
        | 'continue'
        | 'earlyHints'
        | 'trailers'
        | 'throw'
        | 'destroy'
        | 'destroySocket'
        | 'endSocket'
        | 'wait'
        | 'pause';
    };

/** How the commit of a request's session goes. */
export type Commit = 'none' | 'cookie' | 'slow' | 'slow cookie' | 'fails' | 'fails slowly';

/** A request and what its handler does. */
export interface Program {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly version: '1.0' | '1.1';
  /** Headers of the request beside `Host`. */
  readonly headers: readonly string[];
  readonly commit: Commit;
  readonly compression: 'none' | 'in front' | 'behind';
  /** Fastify only: whether the handler takes over the raw response first. */
  readonly hijack: boolean;
  /** Milliseconds after which the client closes the connection, if it does. */
  readonly abortAfterMs: number | undefined;
  readonly steps: readonly Step[];
}

/** A repeatable source of random numbers (mulberry32). */
export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)] as T;
  }
}

const SIZES = [0, 1, 20, 2000, 20_000, 100_000, 1_500_000];
const HEADERS: readonly [string, string][] = [
  ['X-Note', 'a'],
  ['Cache-Control', 'public, max-age=60'],
  ['ETag', '"v1"'],
  ['Content-Type', 'text/plain'],
  ['Set-Cookie', 'theme=dark'],
  ['Connection', 'close'],
];

const HEADERS_OF_REQUESTS = ['Range: bytes=100-199999', 'Expect: 100-continue', 'TE: trailers'];

/** Returns the program of a seed. */
export function programOf(seed: number): Program {
  const random = new Random(seed);
  const steps: Step[] = [];
  const count = 1 + Math.floor(random.next() * 4);
  for (let at = 0; at < count; at++) steps.push(randomStep(random));
  if (random.chance(0.8)) steps.push(randomAnswer(random));
  if (random.chance(0.25)) steps.push({ do: random.pick(['wait', 'pause'] as const) });
  if (random.chance(0.2)) steps.push({ do: 'throw' });
  else if (random.chance(0.15)) steps.push(randomAnswer(random));
  else if (random.chance(0.12))
    steps.push({ do: random.pick(['destroy', 'destroySocket', 'endSocket'] as const) });
  // Express opens a file in another thread: what the handler does meanwhile races it.
  const file = steps.findIndex((step) => step.do === 'file');
  if (file !== -1) steps.length = file + 1;
  else if (random.chance(0.06)) steps.unshift({ do: 'later' });
  return {
    method: random.pick(['GET', 'GET', 'GET', 'HEAD', 'POST'] as const),
    version: random.chance(0.1) ? '1.0' : '1.1',
    headers: HEADERS_OF_REQUESTS.filter(() => random.chance(0.08)),
    commit: random.pick([
      'none',
      'cookie',
      'slow',
      'slow cookie',
      'slow cookie',
      'fails',
      'fails slowly',
    ] as const),
    compression: random.pick(['none', 'none', 'in front', 'behind'] as const),
    hijack: random.chance(0.3),
    abortAfterMs: random.chance(0.05) ? random.pick([0, 1, 2]) : undefined,
    steps,
  };
}

function randomAnswer(random: Random): Step {
  const size = random.pick(SIZES);
  const binary = random.chance(0.5);
  const chunks = random.pick([1, 2, 5, 40]);
  return random.pick<Step>([
    { do: 'end', size, binary },
    { do: 'send', size, binary },
    { do: 'json' },
    { do: 'redirect' },
    { do: 'file' },
    { do: 'pipe', size, chunks, fails: random.chance(0.05) },
    { do: 'pipeline', size, chunks, fails: random.chance(0.05) },
  ]);
}

function randomStep(random: Random): Step {
  const [name, value] = random.pick(HEADERS);
  return random.pick<Step>([
    { do: 'status', code: random.pick([200, 201, 204, 304, 404, 500]) },
    { do: 'set', name, value },
    { do: 'set', name, value },
    { do: 'append', name: 'Set-Cookie', value: 'theme=light' },
    { do: 'remove', name },
    {
      do: 'writeHead',
      code: random.pick([200, 202, 204]),
      form: random.pick(['object', 'array', 'reason', 'invalid'] as const),
    },
    { do: 'write', size: random.pick(SIZES), binary: random.chance(0.5) },
    { do: 'write', size: random.pick(SIZES), binary: random.chance(0.5) },
    { do: random.pick(['flushHeaders', 'earlyHints', 'trailers', 'wait', 'pause'] as const) },
    { do: random.pick(['cork', 'uncork', 'flush', 'continue'] as const) },
    { do: 'wait' },
    random.chance(0.1)
      ? { do: random.pick(['destroy', 'destroySocket', 'endSocket', 'throw'] as const) }
      : { do: 'wait' },
  ]);
}

const ENDS: readonly string[] = ['throw', 'destroy', 'destroySocket', 'endSocket'];
const QUIET: readonly string[] = ['wait', 'pause', 'status', 'set', 'append', 'remove'];

/**
 * Whether a program's answer may come from several sources that write at once: steps go on while a stream is piped or a
 * timer runs, or end the connection while another thread compresses. How far each source comes then depends on their
 * speed and the client's, also without sessions.
 */
export function hasSeveralSources({ steps, compression }: Program): boolean {
  const isSource = (step: Step) => step.do === 'pipe' || step.do === 'later';
  const compressed = compression !== 'none' && steps.some((step) => ENDS.includes(step.do));
  const first = steps.findIndex(isSource);
  return compressed || (first !== -1 && steps.slice(first + 1).some((step) => !QUIET.includes(step.do)));
}
