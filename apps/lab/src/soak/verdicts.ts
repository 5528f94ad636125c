import type { Soaked } from './soak.js';

/** One invariant, and what was seen. */
export interface Verdict {
  readonly claim: string;
  readonly holds: boolean;
  readonly evidence: string;
}

/** A process that was not restarted has grown: caches fill, and the heap has room until it must not. */
const GROWTH = 1.5;
const SLACK_BYTES = 64 * 1024 * 1024;
const SLACK_HANDLES = 40;

/** What must hold after any soak. */
export function verdictsOn({ faults, shifts, books, before, after }: Soaked): Verdict[] {
  const modes = [...new Set(shifts.map(({ mode }) => mode))];
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
  return [
    ...modes.map((mode) => {
      const met = shifts.filter((shift) => shift.mode === mode).map((shift) => shift.met);
      const sum = (pick: (one: (typeof met)[number]) => number) =>
        met.reduce((all, one) => all + pick(one), 0);
      const [carts, logins, requests] = [
        sum(({ cartsLost }) => cartsLost),
        sum(({ loginsLost }) => loginsLost),
        sum((one) => one.requests),
      ];
      return {
        claim: `${mode}: no session is lost`,
        holds: carts + logins === 0 && requests > 0,
        evidence: `${carts} carts and ${logins} logins, in ${requests} requests; ${sum(({ failed }) => failed)} had no good answer`,
      };
    }),
    { claim: 'things broke', holds: faults > 0, evidence: `${faults} faults` },
    {
      claim: 'nothing is oversold, and the stock is what the orders left',
      holds: books.oversold === 0 && books.wrongStock === 0,
      evidence: `${books.orders} orders; ${books.oversold} goods oversold, ${books.wrongStock} with another stock`,
    },
    { claim: 'no order is there twice', holds: books.doubled === 0, evidence: `${books.doubled} doubled` },
    {
      claim: 'memory is flat',
      holds: after.memory < before.memory * GROWTH + SLACK_BYTES,
      evidence: `${megabytes(before.memory)}, and ${megabytes(after.memory)} in the end`,
    },
    {
      claim: 'handles are flat',
      holds: after.handles <= before.handles + SLACK_HANDLES,
      evidence: `${before.handles}, and ${after.handles} in the end`,
    },
  ];
}
