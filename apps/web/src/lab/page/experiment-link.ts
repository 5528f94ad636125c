import { CROWD_MODES } from './crowd-modes';
import type { Event } from './experiment';

/** What can happen in the middle of a run, in the words of the list. */
export const EVENTS: readonly { value: Event; label: string }[] = [
  { value: 'crash', label: 'crash a replica' },
  { value: 'pause', label: 'pause a replica' },
  { value: 'drain', label: 'drain a replica' },
  { value: 'redis', label: 'stop Redis' },
  { value: 'nothing', label: 'break nothing' },
];

/** The choices of an experiment, by the names of the modes. */
export interface Choices {
  first: string;
  second: string;
  event: Event;
}

/** What a link to the lab asks for: `?compare=sticky,external&fault=crash`. What it does not name is the default. */
export function readChoices(parameters: URLSearchParams): Choices {
  const [first, second] = (parameters.get('compare') ?? '').split(',');
  const mode = (name: string | undefined, otherwise: string) =>
    CROWD_MODES.find((candidate) => candidate.name === name)?.name ?? otherwise;
  const event = EVENTS.find(({ value }) => value === parameters.get('fault'))?.value ?? 'crash';
  return { first: mode(first, 'sticky'), second: mode(second, 'external'), event };
}

/** The same choices as the parameters of a link. */
export function linkOf({ first, second, event }: Choices): URLSearchParams {
  return new URLSearchParams({ compare: `${first},${second}`, fault: event });
}
