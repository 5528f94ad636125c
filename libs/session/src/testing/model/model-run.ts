import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionBackend } from '../../session-backend.js';
import { BrowserCookies } from './browser-cookies.js';
import { BROWSERS, formatCommand, type ModelCommand, type RequestsCommand } from './commands.js';
import { differenceOf, different, isSame, type Possible } from './model-comparison.js';
import { Names } from './model-names.js';
import { ordersOf, runModelRequests } from './model-orders.js';
import { keyOfCookie, sessionsOf, type ModelSubject } from './model-subject.js';
import { ObservedRequest } from './observed-request.js';
import { listedIds, liveSession, MODEL_LIFETIME, newestOf, type ModelState } from './reference-model.js';

/** A store that behaves differently from the reference model. The message has the commands, and the difference. */
export class ModelDifferenceError extends Error {
  constructor(commands: readonly ModelCommand[], difference: string) {
    const lines = commands.map((command, at) => `${String(at + 1).padStart(4)}  ${formatCommand(command)}`);
    super(`${lines.join('\n')}\n\n${difference}\n\nReplay: SESSION_MODEL='${JSON.stringify(commands)}'`);
    this.name = 'ModelDifferenceError';
  }
}

const run = randomBytes(6).toString('hex');
let runs = 0;

/**
 * Runs commands on a store and on the reference model, and compares what every request shows: the data that it reads, the
 * status, the id, the cookie, and at the end what every cookie opens. Of requests that a browser sends together, the
 * model plays every order of their operations: the store must behave as in one of them.
 * @throws ModelDifferenceError
 * @example
 * await runModel({ store: new MyStore() }, [{ browser: 0, processes: [0], late: false, requests: [['login ada', 'read']] }]);
 */
export async function runModel(subject: ModelSubject, commands: readonly ModelCommand[]): Promise<void> {
  const running = new ModelRun(subject);
  for (const [at, command] of commands.entries()) {
    const difference = await running.next(command);
    if (difference) throw new ModelDifferenceError(commands.slice(0, at + 1), difference);
  }
  const difference = await running.compareContent();
  if (difference) throw new ModelDifferenceError(commands, difference);
}

class ModelRun {
  private readonly processes: readonly SessionBackend[];
  private readonly jars = Array.from({ length: BROWSERS }, () => new BrowserCookies());
  private readonly cookies = new Map<string, string>();
  private readonly users = { ada: `${run}-${++runs}-ada`, bob: `${run}-${runs}-bob` };
  private number = 0;
  private possible: readonly Possible[] = [
    {
      state: { now: 0, ids: 0, sessions: new Map(), cookies: this.jars.map(() => []) },
      names: new Names(),
    },
  ];

  constructor(private readonly subject: ModelSubject) {
    this.processes = sessionsOf(subject);
  }

  /** Runs a command. @returns the difference, if any */
  async next(command: ModelCommand): Promise<string | undefined> {
    this.number++;
    if ('waitMs' in command) {
      this.subject.wait?.(command.waitMs);
      for (const { state } of this.possible) state.now += command.waitMs;
      return undefined;
    }
    if ('expires' in command) return this.expire(command.expires);
    const difference = await this.send(command);
    await this.subject.settled?.();
    return difference ?? (this.possible.length > 1 ? this.compareContent() : undefined);
  }

  /** Compares what every cookie opens, and the lists of the users. @returns the difference, if any */
  async compareContent(): Promise<string | undefined> {
    const [sessions] = this.processes as [SessionBackend];
    const content = await Promise.all(
      [...this.cookies].map(async ([id, session]) => {
        const { info, data } = await sessions.open({
          cookies: { session, session_fresh: '1' },
          secure: false,
        });
        return { id, data: info.id === undefined ? undefined : data };
      }),
    );
    const listable = this.subject.store.capabilities.listable;
    const lists = await Promise.all(
      Object.values(this.users).map(async (user) => ({
        user,
        listed: listable ? (await sessions.users?.list(user))?.map(({ id }) => id).sort() : undefined,
      })),
    );
    const expectations = this.possible.map(({ state, names }) => ({
      content: content.map(({ id }) => {
        const session = liveSession(state, names.modelId(id));
        return { id, data: session && session.successor === undefined ? session.data : undefined };
      }),
      lists: lists.map(({ user, listed }) => ({
        user,
        listed:
          listed &&
          listedIds(state, user)
            .map((id) => names.publicId(id))
            .sort(),
      })),
    }));
    const actual = { content, lists };
    const right = this.possible.filter((_, at) => isDeepStrictEqual(expectations[at], actual));
    if (right.length === 0) return differenceOf('The sessions', actual, expectations);
    this.possible = right;
    return undefined;
  }

  private async send(command: RequestsCommand): Promise<string | undefined> {
    const { browser, late, requests, processes } = command;
    const jar = this.jars[browser] as BrowserCookies;
    const token = `${this.number}`;
    const context = { users: this.users, newest: this.jars.map((each) => each.newestId) };
    const sent = requests.map((_, at) => {
      const cookies = jar.cookies(late && at === 0, this.subject.settled !== undefined);
      return new ObservedRequest(this.processes[processes[at] ?? 0]!, cookies, context, `${token}.${at}`);
    });
    await Promise.all(sent.map((request) => request.open()));
    const responses = await Promise.all(sent.map((request, at) => request.handle(requests[at] ?? [])));
    for (const { cookies, cookie } of responses) {
      jar.take(cookies);
      if (cookies['session'] !== undefined && cookie) this.cookies.set(cookie, cookies['session']);
    }
    const played = this.possible.flatMap(({ state, names }) =>
      ordersOf(requests).map((order) => {
        const next = copyOf(state);
        const expected = runModelRequests(next, command, this.users, token, order);
        return { state: next, names: names.copy(), expected };
      }),
    );
    const right = played.filter((each) => isSame(each.expected, responses, each.names, requests));
    if (right.length === 0)
      return differenceOf(
        'The responses',
        responses,
        played.map(({ expected }) => expected),
      );
    this.possible = different(right);
    return undefined;
  }

  /** Ends the session of a browser by an idle timeout of 1 ms. */
  private async expire(browser: number): Promise<undefined> {
    const { store } = this.subject;
    const key = keyOfCookie(this.jars[browser]?.cookies().session);
    if (key) await store.touch(key, { ...MODEL_LIFETIME, idleMs: 1 });
    await this.subject.settled?.();
    await delay(5);
    for (const { state } of this.possible) state.sessions.delete(newestOf(state, browser) ?? -1);
  }
}

function copyOf({ sessions, cookies, ...rest }: ModelState): ModelState {
  return { ...rest, sessions: new Map(sessions), cookies: cookies.map((jar) => [...jar]) };
}
