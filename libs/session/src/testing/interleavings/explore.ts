import type { History } from './history.js';
import { play } from './play.js';
import { Processes, type InterleavingSubject } from './processes.js';
import { brokenRules } from './rules.js';
import { formatScenario, parseScenario, type Scenario } from './scenario.js';
import {
  describeHistory,
  formatSchedule,
  parseSchedule,
  stepsOf,
  type PossibleStep,
  type Step,
} from './schedule.js';

/** Options of {@link exploreInterleavings}. */
export interface ExplorationOptions {
  /** Also plays every schedule with one failing call, once before the store runs it and once after. Default false. */
  readonly faults?: boolean;
  /** Scenarios that are played at a time; a store behind a network waits less with more. Default 1. */
  readonly concurrency?: number;
  /** A command that runs the same test again, printed in front of a broken schedule. Default `npm test`. */
  readonly command?: string;
}

/** A rule that a schedule broke. The message has the shortest schedule, call by call, and the command that replays it. */
export class BrokenRuleError extends Error {
  /** The scenario and the schedule as text, for {@link replaySchedule}. */
  readonly schedule: string;

  constructor(
    readonly history: History,
    readonly broken: readonly string[],
    command: string,
  ) {
    const schedule = `${formatScenario(history.scenario)} / ${formatSchedule(stepsOf(history))}`;
    super(
      `${broken.join('\n')}\n\n${describeHistory(history)}\n\nReplay: SESSION_SCHEDULE='${schedule}' ${command}`,
    );
    this.name = 'BrokenRuleError';
    this.schedule = schedule;
  }

  /** Store calls, and then changes from one request to another: how hard it is to read. */
  get length(): number {
    const steps = stepsOf(this.history);
    return (
      steps.length * 1000 +
      steps.filter(({ request }, at) => at > 0 && steps[at - 1]?.request !== request).length
    );
  }
}

/**
 * Plays every order of the store calls of every scenario, and checks the rules of a session after each.
 * @returns the number of schedules
 * @throws BrokenRuleError with the shortest schedule of the first scenario that breaks a rule
 * @example
 * const scenarios = combinations(2, { start: 'guest', processes: 'own' });
 * const schedules = await exploreInterleavings({ store: new MyStore() }, scenarios, { faults: true });
 */
export async function exploreInterleavings(
  subject: InterleavingSubject,
  scenarios: Iterable<Scenario>,
  { faults = false, concurrency = 1, command = 'npm test' }: ExplorationOptions = {},
): Promise<number> {
  let schedules = 0;
  const processes = new Processes(subject);
  const queue = scenarios[Symbol.iterator]();
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      let shortest: BrokenRuleError | undefined;
      for await (const history of schedulesOf(processes, next.value, faults)) {
        schedules++;
        const broken = brokenRules(history);
        if (broken.length === 0) continue;
        const error = new BrokenRuleError(history, broken, command);
        if (!shortest || error.length < shortest.length) shortest = error;
      }
      if (shortest) throw shortest;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return schedules;
}

/**
 * Replays one schedule and checks the rules.
 * @param text the value of `SESSION_SCHEDULE` that a {@link BrokenRuleError} printed
 * @throws BrokenRuleError, TypeError for another text
 */
export async function replaySchedule(
  subject: InterleavingSubject,
  text: string,
  command = 'npm test',
): Promise<History> {
  const [scenario, schedule] = text.split(' / ');
  const steps = parseSchedule(schedule ?? '');
  const history = await play(
    new Processes(subject),
    parseScenario(scenario ?? ''),
    ([first]) => steps.shift() ?? (first as Step),
  );
  const broken = brokenRules(history);
  if (broken.length > 0) throw new BrokenRuleError(history, broken, command);
  return history;
}

/**
 * Plays all schedules, depth first: each is the one before with its last choice that has an alternative changed. Two
 * neighbouring reads of two requests read the same in both orders: only one of these is played (sleep sets, Godefroid 1996).
 */
async function* schedulesOf(
  processes: Processes,
  scenario: Scenario,
  faults: boolean,
): AsyncGenerator<History> {
  for (let path: number[] | undefined = []; path;) {
    const taken: { index: number; of: number }[] = [];
    let failed = !faults;
    let isKnown = false;
    /** Requests whose read was played at this place already, in a schedule that only has it earlier. */
    let asleep: readonly number[] = [];
    const history = await play(processes, scenario, (all) => {
      const possible = all.filter(({ request, fault }) => (fault ? !failed : !asleep.includes(request)));
      isKnown ||= possible.length === 0;
      if (isKnown) return all[0] as Step;
      const index: number = path?.[taken.length] ?? 0;
      taken.push({ index, of: possible.length });
      const step = possible[index] as PossibleStep;
      const before = possible.slice(0, index).filter(({ fault, reads }) => reads && !fault);
      asleep = step.reads && !step.fault ? [...asleep, ...before.map(({ request }) => request)] : [];
      failed ||= step.fault !== undefined;
      return step;
    });
    if (!isKnown) yield history;
    let last = taken.pop();
    while (last && last.index + 1 === last.of) last = taken.pop();
    path = last && [...taken.map(({ index }) => index), last.index + 1];
  }
}
