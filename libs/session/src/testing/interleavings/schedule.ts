import type { History } from './history.js';
import { formatScenario } from './scenario.js';
import type { Fault } from './store-gate.js';

/** The next call that the store answers: the oldest one that waits of a request. */
export interface Step {
  readonly request: number;
  /** Set if this call fails. */
  readonly fault?: Fault;
}

/** A step that is possible now. */
export interface PossibleStep extends Step {
  /** Whether its call only reads. */
  readonly reads: boolean;
}

const SIGNS = { before: '!', after: '?' } as const;

/** Returns a schedule as text: `1 2 2! 1`. A `!` marks a call that fails before the store runs it, a `?` one whose reply is lost. */
export function formatSchedule(steps: readonly Step[]): string {
  return steps.map(({ request, fault }) => `${request}${fault ? SIGNS[fault] : ''}`).join(' ');
}

/** Parses what {@link formatSchedule} made. @throws TypeError for anything else */
export function parseSchedule(text: string): Step[] {
  return text.split(' ').map((step) => {
    const [, request, sign] = /^(\d)([!?]?)$/.exec(step) ?? [];
    if (request === undefined) throw new TypeError(`"${step}" is no step of a schedule: write "1 2 2! 1".`);
    const fault = sign === '!' ? 'before' : sign === '?' ? 'after' : undefined;
    return { request: Number(request), ...(fault && { fault }) };
  });
}

/** Returns the steps of a schedule that was played. */
export function stepsOf({ calls }: History): Step[] {
  return calls.map(({ request, fault }) => ({ request, ...(fault && { fault }) }));
}

/** Describes a schedule that was played, call by call, for people. */
export function describeHistory(history: History): string {
  const names = new Map(history.ids.map(({ id }, at) => [id, `id ${at + 1}`]));
  const nameOf = (id: string | undefined) => (id === undefined ? '' : (names.get(id) ?? 'another id'));
  const calls = history.calls.map(
    ({ request, name, key, answer }, at) =>
      `${String(at + 1).padStart(4)}  request ${request}  ${`${name} ${nameOf(key?.hash)}`.padEnd(20)} ${answer}`,
  );
  const outcomes = history.operations.map(
    ({ request, name, outcome, error }) =>
      `      request ${request}: ${name} is ${outcome}${error === undefined ? '' : ` (${String(error)})`}`,
  );
  const left = history.ids.map(
    ({ id, data, noteMs, held }) =>
      `      ${nameOf(id)}${held ? '' : ', whose cookie no client has,'} ` +
      (data ? `opens ${JSON.stringify(data)}` : noteMs === undefined ? 'opens nothing' : 'has become a note'),
  );
  return [formatScenario(history.scenario), ...calls, ...outcomes, ...left].join('\n');
}
