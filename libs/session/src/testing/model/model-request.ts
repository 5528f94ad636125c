import type { ModelOperation } from './commands.js';
import { destroySession, listedIds, liveSession, MODEL_LIFETIME, newestOf, used } from './reference-model.js';
import type { ModelData, ModelSession, ModelState } from './reference-model.js';

/** What an operation showed: the id of the session after it and its result, or the status of its error. */
export interface ModelStep {
  readonly id?: number | undefined;
  readonly result?: unknown;
  readonly status?: number;
}

/** What a request showed. */
export interface ModelResponse {
  readonly steps: readonly ModelStep[];
  readonly status: number;
  readonly cookie: number | 'cleared' | undefined;
}

/** What a revocation does to a change of the id that it meets. */
export type MetRevocation = 'refused' | 'ended';

/** A refusal, as the status of its response. */
class Refused extends Error {
  constructor(readonly status: number) {
    super(`${status}`);
  }
}

const ENDED = 409;
const MISTAKE = 500;

/** A request of the model: what a handler sees and does, without stores, versions, codecs and conflicts. */
export class ModelRequest {
  readonly steps: ModelStep[] = [];
  private status = 200;
  private cookie: ModelResponse['cookie'];
  private ended = false;
  private failed = false;
  private id: number | undefined;
  private successor: number | undefined;
  private view: ModelData = {};
  private touchedAt = 0;
  private assigned = new Map<string, unknown>();

  /**
   * @param came the id in its cookie
   * @param token what its operations write, with the number of each
   * @param met what a revocation does to a change of its id
   */
  constructor(
    private readonly state: ModelState,
    private readonly users: Readonly<Record<'ada' | 'bob', string>>,
    private readonly came: number | undefined,
    private readonly token: string,
    private readonly met: MetRevocation | undefined,
  ) {
    this.open(came);
  }

  /** Runs the next operation, unless one before it was refused. */
  run(name: ModelOperation): void {
    if (this.status >= 400) return;
    try {
      const result = this.operate(name, `${this.token}.${this.steps.length}`);
      this.steps.push({ id: this.shownId, result });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.status = error.status;
      this.steps.push({ status: error.status });
    }
  }

  /** Commits the session. @returns the response */
  commit(): ModelResponse {
    try {
      if (!this.ended && !this.failed) this.write();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.status < 400) this.status = error.status;
    }
    return { steps: this.steps, status: this.status, cookie: this.cookie };
  }

  private operate(name: ModelOperation, token: string): unknown {
    const { state, users } = this;
    const [verb, of] = name.split(' ') as [string, string];
    switch (verb) {
      case 'read':
        return this.ended ? {} : applied(this.assigned, this.view);
      case 'assign':
        return this.assign(of, [token]);
      case 'delete':
        return this.assign(of, undefined);
      case 'switch':
        return this.assign('userId', users.bob);
      case 'list':
        return listedIds(state, users.ada);
      case 'logout':
        return this.logout();
      case 'revoke':
        return this.revoke(of);
    }
    if (this.ended) throw new Refused(MISTAKE);
    switch (verb) {
      case 'update':
        return this.write((data) => ({ ...data, [of]: [...((data[of] as string[]) ?? []), token] }));
      case 'save':
        return this.write();
      case 'regenerate':
        return this.regenerate({});
      case 'login':
        return this.regenerate({ userId: users[of as 'ada' | 'bob'], login: [token] });
      case 'touch':
        return this.successor === undefined ? this.touch() : undefined;
      case 'reload':
        this.assigned.clear();
        return this.open(typeof this.cookie === 'number' ? this.cookie : this.came);
    }
    throw new TypeError(`The model has no operation "${name}".`);
  }

  private assign(key: string, value: unknown): void {
    if (this.ended) throw new Refused(MISTAKE);
    this.assigned.set(key, value);
  }

  private revoke(of: string): unknown {
    const { state, users, shownId } = this;
    if (of === 'all' || of === 'others') {
      const except = of === 'others' ? shownId : undefined;
      const revoked = listedIds(state, users.ada).filter((id) => id !== except);
      for (const [id, { user }] of state.sessions)
        if (user === users.ada && id !== except) state.sessions.delete(id);
      return revoked.length;
    }
    const id = newestOf(state, Number(of));
    return liveSession(state, id)?.user === users.ada && destroySession(state, id);
  }

  private logout(): void {
    if (!this.ended) destroySession(this.state, this.successor ?? this.id);
    [this.ended, this.cookie] = [true, 'cleared'];
  }

  private open(id: number | undefined): void {
    const session = liveSession(this.state, id);
    this.id = session && id;
    [this.view, this.successor] = [session?.data ?? {}, session?.successor];
    this.touchedAt = session?.touchedAt ?? 0;
  }

  private write(recipe?: (data: ModelData) => ModelData): void {
    const { state, id } = this;
    const next = this.delta(recipe);
    if (this.isNew) return this.begin(next({}));
    if (this.assigned.size === 0 && !recipe)
      return state.now - this.touchedAt >= MODEL_LIFETIME.idleMs / 4 ? this.touch() : undefined;
    const session = liveSession(state, id);
    if (!session || session.successor !== undefined) throw new Refused(ENDED);
    const data = next(session.data);
    if (data['userId'] !== session.user) return this.replace(session, data);
    this.wrote(id as number, { ...session, data });
  }

  private regenerate(patch: ModelData): void {
    const next = this.delta((data) => ({ ...data, ...patch }));
    try {
      if (this.isNew) return this.begin(next({}));
      const session = liveSession(this.state, this.id);
      if (!session || session.successor !== undefined) throw new Refused(ENDED);
      this.replace(session, next(session.data));
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  /** Begins a session for a request that has none. */
  private begin(data: ModelData): void {
    if (Object.keys(data).length === 0) return void this.assigned.clear();
    if (this.successor !== undefined) throw new Refused(ENDED);
    this.create(data);
  }

  private replace(old: ModelSession, data: ModelData): void {
    const { state, id } = this;
    if (this.met === 'refused') throw new Refused(ENDED);
    this.create(data, data['userId'] === old.user ? old.absoluteExpiresAt : undefined);
    const note = { ...old, data: {}, successor: this.id as number };
    state.sessions.set(id as number, used(state.now, note, MODEL_LIFETIME.noteMs));
    if (this.met === 'ended') state.sessions.delete(this.id as number);
  }

  private create(data: ModelData, absoluteExpiresAt = this.state.now + MODEL_LIFETIME.absoluteMs): void {
    const user = data['userId'] as string | undefined;
    this.cookie = this.state.ids++;
    this.wrote(this.cookie, { user, data, touchedAt: 0, expiresAt: 0, absoluteExpiresAt });
  }

  private wrote(id: number, session: ModelSession): void {
    this.state.sessions.set(id, used(this.state.now, session));
    this.assigned.clear();
    this.open(id);
  }

  private touch(): void {
    const { state, id } = this;
    const session = liveSession(state, id);
    if (session && session.successor === undefined)
      state.sessions.set(id as number, used(state.now, session));
  }

  /** Returns the change of what was assigned and of a recipe. What is assigned as it was before is no change. */
  private delta(recipe: (data: ModelData) => ModelData = (data) => data) {
    for (const [key, value] of this.assigned) if (value === this.view[key]) this.assigned.delete(key);
    const assigned = new Map(this.assigned);
    return (data: ModelData) => recipe(applied(assigned, data));
  }

  /** Whether there is no session to write to, but perhaps the note of one. */
  private get isNew(): boolean {
    return this.id === undefined || this.successor !== undefined;
  }

  private get shownId(): number | undefined {
    return this.ended || this.successor !== undefined ? undefined : this.id;
  }
}

function applied(assigned: ReadonlyMap<string, unknown>, data: ModelData): ModelData {
  const next: Record<string, unknown> = { ...data };
  for (const [key, value] of assigned)
    if (value === undefined) delete next[key];
    else next[key] = value;
  return next;
}
