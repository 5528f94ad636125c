import type { BrowserListener, Reply, SentRequest } from '../application/browser.js';
import { describeCommand } from '../gate/commands.js';
import type { GateListener } from '../gate/gate.js';
import { describeReply } from '../gate/resp.js';
import type { Actor } from './schedule.js';

/** Something that happened in a schedule, in the order of the events. */
export interface TraceEvent {
  /** Undefined for a request before or after the two that meet. */
  readonly actor: Actor | undefined;
  readonly kind: 'request' | 'command' | 'reply' | 'held' | 'waits' | 'response';
  readonly text: string;
  /** In words, of a request. */
  readonly title?: string;
  readonly curl?: string;
}

/** Everything that happened in one schedule or check. */
export class Trace implements BrowserListener {
  readonly events: TraceEvent[] = [];
  /** Lines for the report. */
  readonly notes: string[] = [];
  #actors = new Map<string, Actor>();

  /** From now on requests with such a title are those of an actor. */
  name(title: string, actor: Actor): void {
    this.#actors.set(title, actor);
  }

  sent({ title, line, curl }: SentRequest, replica: number): void {
    const actor = this.#actors.get(title);
    this.#add({
      actor,
      kind: 'request',
      text: line,
      title: actor ? title : `${title} (replica ${replica})`,
      curl,
    });
  }

  received({ title }: SentRequest, { status, text }: Reply): void {
    const said = status === 0 ? 'no response' : `${status} ${text}`;
    this.#add({ actor: this.#actors.get(title), kind: 'response', text: said });
    this.#dropRepeated();
  }

  waits(actor: Actor): void {
    this.#add({ actor, kind: 'waits', text: 'waits for the other request' });
  }

  /** What a gate tells of the request that its replica serves. */
  gate(actor: Actor): GateListener {
    return {
      command: ({ words }) => this.#add({ actor, kind: 'command', text: describeCommand(words) }),
      reply: (_, reply) => this.#add({ actor, kind: 'reply', text: describeReply(reply) }),
      held: (trip) => this.#add({ actor, kind: 'held', text: `held before round trip ${trip}` }),
    };
  }

  /** A question that is asked until its answer changes is shown once. */
  #dropRepeated(): void {
    const [request, response, again, answer] = this.events.slice(-4);
    if (!answer || again?.actor || request?.actor) return;
    if (request?.curl === again?.curl && response?.text === answer.text) this.events.length -= 2;
  }

  #add(event: TraceEvent): void {
    this.events.push(event);
  }
}
