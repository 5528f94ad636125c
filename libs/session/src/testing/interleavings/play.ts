import { randomBytes } from 'node:crypto';
import type { SessionBackend, SessionRequest } from '../../session-backend.js';
import { jsonCodec, type SessionEnvelope } from '../../codec/session-codec.js';
import { SessionIds } from '../../cookie/session-cookie.js';
import { RequestSession } from '../../request-session.js';
import { SessionError } from '../../session.errors.js';
import type { FrozenSessionData, Session } from '../../session.js';
import type { SessionKey, SessionStore } from '../../store/session-store.js';
import type { History, IdRecord, OperationRecord, RequestRecord } from './history.js';
import { IDLE_SECONDS, keys, NEVER, type Processes } from './processes.js';
import { runOperation, type Scenario } from './scenario.js';
import type { PossibleStep, Step } from './schedule.js';
import { StoreGate } from './store-gate.js';

const ids = new SessionIds(keys);
const run = randomBytes(6).toString('hex');
let plays = 0;

/**
 * Plays one schedule of a scenario from its beginning.
 * @param choose returns the next step, one of those that are possible
 * @throws Error if requests wait for each other, or what the store throws
 */
export async function play(
  processes: Processes,
  scenario: Scenario,
  choose: (possible: readonly PossibleStep[]) => Step,
): Promise<History> {
  let now = 0;
  const tick = () => now++;
  const user = `${run}-${plays++}`;
  const gate = new StoreGate(tick, (request) =>
    scenario.requests[request - 1]?.includes('idle refresh') ? (IDLE_SECONDS * 1000) / 4 : 0,
  );
  const { store } = processes.subject;
  const cookie = await begin(processes.outside, scenario, user);
  const operations: OperationRecord[] = [];
  const requests = scenario.requests.map((names, at): RequestRecord & { readonly done: Promise<void> } => {
    const record: RequestRecord = {
      number: at + 1,
      openedAt: 0,
      opened: undefined,
      status: 200,
      cookie: undefined,
    };
    const backend = processes.serving(scenario, at + 1);
    const handled = async () => {
      const request = new RequestSession(backend, {
        cookies: cookie ? { session: cookie } : {},
        secure: false,
      });
      await request.open();
      [record.openedAt, record.opened] = [tick(), request.info.id];
      try {
        for (const [index, name] of names.entries()) await operate(request, name, index);
      } catch (error) {
        failed(error);
      }
      try {
        await request.commit(record.status);
      } catch (error) {
        if (record.status < 400) failed(error);
      }
      for (const operation of operations.filter((each) => isAssignment(each) && each.request === at + 1))
        if (operation.outcome === 'acknowledged')
          [operation.ended, operation.outcome] = [tick(), record.status < 400 ? 'acknowledged' : 'unknown'];
      for (const { name, value, maxAge } of request.takeCookies())
        if (name === 'session')
          record.cookie = maxAge === 0 ? 'cleared' : { id: ids.parse(value)?.hash ?? '' };
    };
    const operate = async (request: RequestSession, name: OperationRecord['name'], index: number) => {
      const token = `${at + 1}.${index + 1}`;
      const before = request.info.id;
      const operation: OperationRecord = {
        request: at + 1,
        index,
        name,
        token,
        began: tick(),
        ended: NEVER,
        outcome: 'acknowledged',
        before,
      };
      operations.push(operation);
      try {
        const { users } = backend;
        operation.result = await runOperation(name, {
          session: request.session as Session,
          users,
          user,
          token,
          age: (id) => gate.calls.findIndex(({ name: call, key }) => call === 'create' && key?.hash === id),
        });
        if (!isAssignment(operation)) operation.ended = tick();
      } catch (error) {
        [operation.ended, operation.outcome, operation.error] = [
          tick(),
          isOutage(error) ? 'unknown' : 'refused',
          error,
        ];
        throw error;
      }
    };
    const failed = (error: unknown) => {
      record.error = error;
      record.status = error instanceof SessionError ? error.statusCode : 500;
    };
    return Object.assign(record, { done: gate.enter(at + 1, handled) });
  });

  let open = requests.length;
  for (const { done } of requests) void done.then(() => open--);
  while ((await settled(), open > 0)) {
    const possible = gate.ready.flatMap(({ request, reads }): PossibleStep[] => [
      { request, reads },
      { request, reads, fault: 'before' },
      ...(reads ? [] : [{ request, reads, fault: 'after' } as const]),
    ]);
    if (possible.length === 0) throw new Error('The requests wait for each other.');
    const { request, fault } = choose(possible);
    await gate.answer(request, fault);
  }
  await Promise.all(requests.map(({ done }) => done));
  return {
    scenario,
    user,
    calls: gate.calls,
    requests,
    operations,
    ids: await idsAtTheEnd(),
    listed: await store.list?.(ids.create(user).key.tag).then((all) => all.map(({ hash }) => hash)),
  };

  async function idsAtTheEnd(): Promise<IdRecord[]> {
    const first = ids.parse(cookie);
    const created = gate.calls.filter(({ name }) => name === 'create');
    const held = new Set(requests.map(({ cookie: set }) => (typeof set === 'object' ? set.id : undefined)));
    const all = [
      ...(first ? [{ key: first, creator: 0, createdAt: -1, parent: undefined }] : []),
      ...created.map(({ key, request, at }) => ({
        key: key as SessionKey,
        creator: request,
        createdAt: at,
        parent: parentAt(request, at),
      })),
    ];
    return Promise.all(
      all.map(async ({ key, ...record }) => {
        const isHeld = record.creator === 0 || held.has(key.hash);
        return { id: key.hash, ...record, held: isHeld, ...(await contentOf(store, key)) };
      }),
    );
  }

  function parentAt(request: number, at: number): string | undefined {
    const operation = operations.find(
      (each) => each.request === request && each.began < at && at < each.ended,
    );
    return operation ? operation.before : requests[request - 1]?.opened;
  }
}

/** Begins the session that all requests have the cookie of. @returns the value of the cookie */
async function begin(
  sessions: SessionBackend,
  { start }: Scenario,
  user: string,
): Promise<string | undefined> {
  if (start === 'no session') return undefined;
  const nobody: SessionRequest = { cookies: {}, secure: false };
  const data = {
    a: ['first'],
    b: ['first'],
    ...(start === 'signed in' && { userId: user, login: ['first'] }),
  };
  const begun = await sessions.commit(await sessions.open(nobody), () => data as FrozenSessionData);
  return begun.cookies.find(({ name }) => name === 'session')?.value;
}

async function contentOf(store: SessionStore, key: SessionKey): Promise<Pick<IdRecord, 'data' | 'noteMs'>> {
  const stored = await store.load(key, { fresh: true });
  const envelope = stored && envelopeOf(store, stored.payload);
  if (!envelope) return { data: undefined, noteMs: undefined };
  if (!envelope.successor) return { data: envelope.data, noteMs: undefined };
  return { data: undefined, noteMs: stored.expiresAt - stored.touchedAt };
}

function envelopeOf(store: SessionStore, payload: Buffer): SessionEnvelope {
  return (store.keepsObjects ? payload : jsonCodec.decode(payload)) as SessionEnvelope;
}

function isAssignment({ name }: OperationRecord): boolean {
  return name.startsWith('assign');
}

function isOutage(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'SESSION_STORE_UNAVAILABLE';
}

/** Waits until every request waits for its store or is done: between two calls they only run microtasks. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
