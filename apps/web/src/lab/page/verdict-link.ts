import type { Event } from './experiment';
import { linkOf } from './experiment-link';
import type { Verdict } from './verdict';

/** The parameters of a link that runs the same experiment again; undefined for a crowd in one mode. */
export function linkToVerdict({ crowds, faults }: Verdict): URLSearchParams | undefined {
  const [first, second] = crowds;
  return first && second && linkOf({ first: first.mode, second: second.mode, event: eventOf(faults[0]) });
}

/** What happened, by the words that a run notes: "crash of shop-2". */
function eventOf(fault: string | undefined): Event {
  const [kind] = fault?.split(' ') ?? [];
  if (kind === 'crash' || kind === 'pause' || kind === 'drain') return kind;
  return kind === 'stop' ? 'redis' : 'nothing';
}
