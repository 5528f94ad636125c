import { exchange, type Exchange, type RawResponse } from './raw-client.js';
import { hasSeveralSources, programOf, type Program } from './response-program.js';
import { startPair, type ServerPair } from './response-servers.js';

/** What this process is told to do. */
export interface DifferentialRun {
  readonly platform: 'express' | 'fastify';
  readonly firstSeed: number;
  readonly programs: number;
}

/** What it reports: how many programs of each kind there were, and the first that differ. */
export interface DifferentialReport {
  readonly programs: number;
  /** Programs that the plain framework answered in full. */
  readonly complete: number;
  readonly failedCommits: number;
  /** Programs after which the plain framework's process would have exited. */
  readonly plainExits: number;
  readonly sessionExits: number;
  /** Seeds of programs that differ in one run and not in the next: both servers race their handlers. */
  readonly races: readonly number[];
  readonly differences: readonly { seed: number; difference: string; program: string }[];
}

const uncaught: unknown[] = [];
process.on('uncaughtException', (error) => uncaught.push(error));
process.on('unhandledRejection', (error) => uncaught.push(error));

interface Outcome extends Exchange {
  readonly exits: number;
}

async function outcome(program: Program, port: number, silenceMs: number): Promise<Outcome> {
  const before = uncaught.length;
  const { method, version, headers, abortAfterMs } = program;
  const more = headers.map((header) => `${header}\r\n`).join('');
  const body = method === 'POST' ? 'Content-Length: 2\r\n\r\n{}' : '\r\n';
  const keepAlive = version === '1.0' ? 'Connection: keep-alive\r\n' : '';
  const type = method === 'POST' ? 'Content-Type: application/json\r\n' : '';
  const first = `${method} /run HTTP/${version}\r\nHost: test\r\n${keepAlive}${more}${type}${body}`;
  const second = 'GET /next HTTP/1.1\r\nHost: test\r\n\r\n';
  const result = await exchange(port, first + second, { methods: [method, 'GET'], abortAfterMs, silenceMs });
  // What the handler does after its response.
  await new Promise((resolve) =>
    setTimeout(resolve, program.steps.some((step) => step.do === 'pause') ? 12 : 4),
  );
  return { ...result, exits: uncaught.length - before };
}

function differenceOf(program: Program, plain: Outcome, held: Outcome): string | undefined {
  if (held.exits > 0 && plain.exits === 0)
    return `the process exits: ${String(uncaught.at(-1))} ${(uncaught.at(-1) as Error)?.stack}`;
  if (program.abortAfterMs !== undefined) return;
  const cookies = held.responses.map(({ headers }) => headers.filter(isSessionCookie).length);
  const expectedCookies = program.commit.includes('cookie') ? 1 : 0;
  if (
    held.responses.some(
      ({ status }, at) => cookies[at] !== (at === firstFinal(held) && status > 0 ? expectedCookies : 0),
    )
  )
    return `the numbers of session cookies are ${String(cookies)}`;
  if (program.commit.startsWith('fails')) return failedDifference(plain, held);
  // An error after the response makes Express close the connection: whether the next request was read before is a race.
  // An uncaught error interrupts Node's work on the connection.
  const afterwards = held.closed || plain.exits > 0 ? 1 : 2;
  const expected = plain.responses.map(show).slice(0, firstFinal(plain) + afterwards);
  const got = held.responses.map(show).slice(0, firstFinal(held) + afterwards);
  if (expected.join('\n') === got.join('\n')) return;
  if (isComplete(plain) && !hasSeveralSources(program))
    return `expected ${expected.join('\n')}\ngot ${got.join('\n')}`;
  const [a, b] = [raw(plain), raw(held)];
  if (a.startsWith(b) || b.startsWith(a)) return;
  // Sources that write at once: the heads are equal, and the order of the bodies' parts is not decided.
  const heads = (outcome: Outcome) =>
    JSON.stringify(outcome.responses.slice(0, firstFinal(outcome) + 1).map(({ head }) => withoutOwn(head)));
  if (hasSeveralSources(program) && heads(plain) === heads(held)) return;
  return `neither is a prefix: plain ${expected.join('\n')}\nsessions ${got.join('\n')}`;
}

function failedDifference(plain: Outcome, held: Outcome): string | undefined {
  if (!plain.responses.some(({ status }) => status >= 200)) return;
  const response = held.responses.find(({ status }) => status >= 200);
  if (!response) return held.closed && !isComplete(plain) ? undefined : 'a failed commit has no response';
  const names = response.headers.map(([name]) => name.toLowerCase()).sort();
  const foreign = names.filter((name) => !ERROR_HEADERS.includes(name));
  if (response.status !== 503 || !response.complete || foreign.length > 0)
    return `a failed commit gives ${show(response)}`;
  if (
    names.includes('keep-alive') &&
    !held.closed &&
    held.responses.at(-1)?.body.toString() !== '{"next":true}'
  )
    return 'the connection is not usable after a failed commit';
  return;
}

const ERROR_HEADERS = [
  'vary',
  'content-type',
  'cache-control',
  'retry-after',
  'content-length',
  'date',
  'connection',
  'keep-alive',
];

function firstFinal({ responses }: Outcome): number {
  return responses.findIndex(({ status }) => status >= 200);
}

function isComplete({ responses }: Outcome): boolean {
  const response = responses.find(({ status }) => status >= 200);
  return response !== undefined && response.complete && response.delimited;
}

function isSessionCookie([name, value]: readonly [string, string]): boolean {
  return name.toLowerCase() === 'set-cookie' && value.startsWith('session=abc');
}

function show(response: RawResponse): string {
  const headers = response.headers.filter(
    ([name, value]) => name !== 'Date' && name !== 'date' && !isSessionCookie([name, value]),
  );
  const { status, body, trailers, complete } = response;
  const text = body.length > 60 ? `${body.length} bytes, sum ${sum(body)}` : body.toString('latin1');
  return JSON.stringify({ status, line: response.head.split('\r\n')[0], headers, text, trailers, complete });
}

function raw({ responses }: Outcome): string {
  return responses
    .map((response) => `${withoutOwn(response.head)}\n${response.body.toString('latin1')}`)
    .join('\n');
}

/** Returns a head without what differs between two runs. */
function withoutOwn(head: string): string {
  return head.replace(/\r\n(Date|date|Set-Cookie: session)[^\r]*/g, '');
}

function sum(body: Buffer): number {
  let total = 0;
  for (const byte of body) total = (total * 31 + byte) | 0;
  return total;
}

async function compare(
  pair: ServerPair,
  program: Program,
  silenceMs = 120,
): Promise<{ plain: Outcome; held: Outcome; difference: string | undefined }> {
  pair.program = program;
  const plain = await outcome(program, pair.plain, silenceMs);
  const held = await outcome(program, pair.sessions, silenceMs);
  return { plain, held, difference: differenceOf(program, plain, held) };
}

/** Whether a program differs again and again, however long its responses are waited for. */
async function differs(pair: ServerPair, program: Program): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt++)
    if (!(await compare(pair, program, 1500)).difference) return false;
  return true;
}

/** Leaves out steps as long as the difference stays. */
async function smallest(pair: ServerPair, program: Program): Promise<Program> {
  for (let at = 0; at < program.steps.length; at++) {
    const shorter = { ...program, steps: program.steps.filter((_, index) => index !== at) };
    if (await differs(pair, shorter)) return smallest(pair, shorter);
  }
  return program;
}

async function differential({ platform, firstSeed, programs }: DifferentialRun): Promise<DifferentialReport> {
  const pair = await startPair(platform);
  const report = {
    programs,
    complete: 0,
    failedCommits: 0,
    plainExits: 0,
    sessionExits: 0,
    races: [] as number[],
    differences: [] as DifferentialReport['differences'][number][],
  };
  for (let seed = firstSeed; seed < firstSeed + programs && report.differences.length < 5; seed++) {
    const program = programOf(seed);
    const { plain, held, difference } = await compare(pair, program);
    if (isComplete(plain)) report.complete++;
    if (program.commit.startsWith('fails')) report.failedCommits++;
    if (difference && !(await differs(pair, program))) {
      // An error that came later than it was waited for is counted with the other server, or the next program.
      report.races.push(seed);
      continue;
    }
    if (plain.exits > 0) report.plainExits++;
    if (held.exits > 0) report.sessionExits++;
    if (!difference) continue;
    const small = await smallest(pair, program);
    report.differences.push({ seed, difference, program: JSON.stringify(small) });
  }
  await pair.close();
  return report;
}

const report = await differential(JSON.parse(process.env['DIFFERENTIAL'] ?? '{}') as DifferentialRun);
if (process.send) process.send(report, undefined, undefined, () => process.exit());
else process.stdout.write(`${JSON.stringify(report, null, 2)}\n`, () => process.exit());
