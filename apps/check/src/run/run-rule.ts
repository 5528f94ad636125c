import type { Stage } from '../application/stage.js';
import type { RaceRule, Rule } from '../rules/rule.js';
import { play } from '../schedule/play.js';
import { formatSchedule, schedules, type Schedule } from '../schedule/schedule.js';
import { Trace, type TraceEvent } from '../schedule/trace.js';
import { sceneOf } from './scene.js';

/** How a rule was broken. */
export interface Failure {
  /** Replays it: the rule's id, and the schedule of a rule about two requests. */
  readonly schedule: string;
  readonly what: string;
  readonly events: readonly TraceEvent[];
  /** The titles of the two requests. */
  readonly titles: { readonly A: string; readonly B: string } | undefined;
}

/** What became of a rule. */
export interface RuleResult {
  readonly rule: Rule;
  readonly outcome: 'passed' | 'broken' | 'skipped';
  /** Why it was skipped. */
  readonly reason?: string;
  readonly schedules: number;
  readonly ms: number;
  /** What it measured. */
  readonly notes?: readonly string[];
  readonly failure?: Failure;
}

/** Tries one rule: all its schedules until one breaks it, or one that is given. @throws ConfigProblem */
export async function runRule(stage: Stage, rule: Rule, only?: Schedule): Promise<RuleResult> {
  const began = performance.now();
  const result = (schedules: number, failure?: Failure): RuleResult => ({
    rule,
    outcome: failure ? 'broken' : 'passed',
    schedules,
    ms: performance.now() - began,
    ...(failure && { failure }),
  });
  if ('check' in rule) {
    const trace = new Trace();
    const what = await rule.check(sceneOf(stage, trace));
    const failure =
      what === undefined ? undefined : { schedule: rule.id, what, events: trace.events, titles: undefined };
    return { ...result(1, failure), notes: trace.notes };
  }
  if (only) {
    const { reached, failure } = await playRule(stage, rule, only);
    if (reached || failure) return result(1, failure);
    return {
      ...result(1),
      outcome: 'skipped',
      reason: 'the requests make fewer round trips than the schedule',
    };
  }
  const all = schedules(rule.symmetric === true);
  let count = 0;
  for (let next = all.next(); !next.done;) {
    count++;
    const { reached, failure } = await playRule(stage, rule, next.value);
    if (failure) return result(count, failure);
    next = all.next(reached);
  }
  return result(count);
}

async function playRule(
  stage: Stage,
  rule: RaceRule,
  schedule: Schedule,
): Promise<{ reached: boolean; failure?: Failure }> {
  const trace = new Trace();
  const { A, B, judge } = await rule.meet(sceneOf(stage, trace));
  const [first, second] = stage.gates;
  if (!first || !second) throw new TypeError('A race needs two replicas.');
  const played = await play(schedule, { A, B }, { A: first, B: second }, trace);
  const what = await judge(played);
  if (what === undefined) return { reached: played.reached };
  return {
    reached: played.reached,
    failure: {
      schedule: `${rule.id}/${formatSchedule(schedule)}`,
      what,
      events: trace.events,
      titles: { A: A.title, B: B.title },
    },
  };
}
