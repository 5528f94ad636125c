import { LauncherError } from '../../../lab/src/processes/launcher-error.js';

/** One of the two requests of a schedule. */
export type Actor = 'A' | 'B';

/** A turn of one request: so many round trips, or to its end. */
export interface Turn {
  readonly actor: Actor;
  /** Undefined: to the end of the request. */
  readonly trips?: number;
}

/** Who takes turns, in which order. A request is sent when its first turn begins. */
export type Schedule = readonly Turn[];

/** Returns a schedule as text: `A1-B-A` is one round trip of A, all of B, the rest of A. */
export function formatSchedule(schedule: Schedule): string {
  return schedule.map(({ actor, trips }) => `${actor}${trips ?? ''}`).join('-');
}

/** Parses what {@link formatSchedule} made. @throws LauncherError for anything else */
export function parseSchedule(text: string): Schedule {
  const turns = text.split('-').map((turn): Turn => {
    const [, actor, trips] = /^([AB])(\d*)$/.exec(turn) ?? [];
    if (!actor) throw new LauncherError(`"${text}" is no schedule: write it as "A1-B-A".`);
    return { actor: actor as Actor, ...(trips && { trips: Number(trips) }) };
  });
  for (const actor of ['A', 'B'])
    if (
      turns.filter((turn) => turn.actor === actor).at(-1)?.trips !== undefined ||
      !turns.some((turn) => turn.actor === actor)
    )
      throw new LauncherError(`"${text}" is no schedule: both requests run to their end, as in "A1-B-A".`);
  return turns;
}

/**
 * Yields every schedule with up to two switches away from a request that is not over, those with fewer switches first.
 * How many round trips a request has is seen on the way: the caller answers each schedule with whether every turn that was to
 * be held was held.
 * @param symmetric whether the two requests do the same, so that only those that A begins are needed
 */
export function* schedules(symmetric: boolean): Generator<Schedule, void, boolean> {
  const orders: (readonly [Actor, Actor])[] = symmetric
    ? [['A', 'B']]
    : [
        ['A', 'B'],
        ['B', 'A'],
      ];
  for (const [first, second] of orders) yield [{ actor: first }, { actor: second }];
  const tripsOf = { A: 0, B: 0 };
  for (const [first, second] of orders)
    for (let trips = 1; ; trips++) {
      const reached = yield [{ actor: first, trips }, { actor: second }, { actor: first }];
      if (!reached) break;
      tripsOf[first] = trips;
    }
  for (const [first, second] of orders)
    for (let trips = 1; trips <= tripsOf[first]; trips++)
      for (let others = 1; ; others++) {
        const reached = yield [
          { actor: first, trips },
          { actor: second, trips: others },
          { actor: first },
          { actor: second },
        ];
        if (!reached) break;
      }
}
