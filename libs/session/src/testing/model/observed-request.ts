import type { SessionBackend } from '../../session-backend.js';
import { RequestSession } from '../../request-session.js';
import { SessionError } from '../../session.errors.js';
import type { Session, SessionData } from '../../session.js';
import type { ModelOperation } from './commands.js';
import { keyOfCookie } from './model-subject.js';

/** What a request works with, besides its session. */
export interface ModelContext {
  readonly users: Readonly<Record<'ada' | 'bob', string>>;
  /** Public id of the newest session of each browser. */
  readonly newest: readonly (string | undefined)[];
}

/** What an operation of a real request showed: see `ModelStep`. Ids are public ids. */
export interface ObservedStep {
  readonly id?: string | undefined;
  readonly result?: unknown;
  readonly status?: number;
}

/** What a real request showed. */
export interface ObservedResponse {
  readonly steps: readonly ObservedStep[];
  readonly status: number;
  /** The public id that its cookie opens. */
  readonly cookie: string | 'cleared' | undefined;
  /** The cookies to set, by name; undefined for one to clear. */
  readonly cookies: Readonly<Record<string, string | undefined>>;
  readonly error?: unknown;
}

type Data = SessionData & Record<string, unknown>;

/** A real request, opened by its cookies. */
export class ObservedRequest {
  private readonly request: RequestSession;

  constructor(
    private readonly backend: SessionBackend,
    cookies: Readonly<Record<string, string>>,
    private readonly context: ModelContext,
    private readonly token: string,
  ) {
    this.request = new RequestSession(backend, { cookies, secure: false });
  }

  async open(): Promise<void> {
    await this.request.open();
  }

  /** Runs the operations of the handler, and commits. */
  async handle(operations: readonly ModelOperation[]): Promise<ObservedResponse> {
    const { request } = this;
    const steps: ObservedStep[] = [];
    let status = 200;
    let error: unknown;
    const failed = (reason: unknown) => {
      error = reason;
      status = reason instanceof SessionError ? reason.statusCode : 500;
    };
    for (const [index, name] of operations.entries()) {
      try {
        const result = await this.operate(name, request.session as Session & Data, `${this.token}.${index}`);
        steps.push({ id: request.info.id, result });
      } catch (reason) {
        failed(reason);
        steps.push({ status });
        break;
      }
    }
    try {
      await request.commit(status);
    } catch (reason) {
      if (status < 400) failed(reason);
    }
    return { steps, status, error, ...this.takeCookies() };
  }

  private takeCookies(): Pick<ObservedResponse, 'cookie' | 'cookies'> {
    const cookies: Record<string, string | undefined> = {};
    let cookie: string | undefined;
    for (const { name, value, maxAge } of this.request.takeCookies()) {
      cookies[name] = maxAge === 0 ? undefined : value;
      if (name === 'session') cookie = maxAge === 0 ? 'cleared' : keyOfCookie(value)?.hash;
    }
    return { cookie, cookies };
  }

  private async operate(name: ModelOperation, session: Session & Data, token: string): Promise<unknown> {
    const { users, newest } = this.context;
    const directory = this.backend.users;
    const [verb, of] = name.split(' ') as [string, string];
    switch (verb) {
      case 'read':
        return { ...session };
      case 'assign':
        return void ((session as Data)[of] = [token]);
      case 'delete':
        return void delete (session as Data)[of];
      case 'switch':
        return void ((session as Data)['userId'] = users.bob);
      case 'update':
        return session.update((draft) => {
          const lists = draft as Record<string, string[] | undefined>;
          lists[of] = [...(lists[of] ?? []), token];
        });
      case 'login':
        return session.regenerate({ userId: users[of as 'ada' | 'bob'], login: [token] } as object);
      case 'logout':
        return session.destroy();
      case 'list':
        return (await directory?.list(users.ada))?.map(({ id }) => id);
      case 'revoke': {
        if (of === 'all') return directory?.revokeAll(users.ada);
        if (of === 'others') return directory?.revokeAll(users.ada, { except: session.id });
        const id = newest[Number(of)];
        return id !== undefined && directory?.revoke(users.ada, id);
      }
    }
    return session[verb as 'save' | 'reload' | 'touch' | 'regenerate']();
  }
}
