import { LauncherError } from '../../../lab/src/processes/launcher-error.js';
import type { Config } from '../application/config.js';
import { Stage } from '../application/stage.js';
import { RULES } from '../rules/index.js';
import type { Rule } from '../rules/rule.js';
import { absoluteTimeout, idleTimeout } from '../rules/timeouts.js';
import { warmUp, works } from '../rules/works.js';
import { parseSchedule, type Schedule } from '../schedule/schedule.js';
import { Trace } from '../schedule/trace.js';
import { runRule, type RuleResult } from './run-rule.js';
import { sceneOf } from './scene.js';

/** What to try. Without either, all rules. */
export interface Selection {
  /** Ids of rules. */
  readonly rules?: readonly string[];
  /** A schedule to replay: `lost-update-keys/A1-B-A`. */
  readonly schedule?: string;
}

/**
 * Starts an application and tries the rules.
 * @param signal stops everything that was started
 * @throws LauncherError if it does not start, ConfigProblem if it does not do what the config says
 */
export async function runCheck(
  config: Config,
  selection: Selection = {},
  onResult: (result: RuleResult) => void = () => undefined,
  signal?: AbortSignal,
): Promise<RuleResult[]> {
  const { rules, only } = select(selection);
  const stage = await Stage.open(config, signal);
  const results: RuleResult[] = [];
  try {
    await warmUp(sceneOf(stage, new Trace()));
    await works(sceneOf(stage, new Trace()));
    for (const rule of rules) {
      const reason = reasonToSkip(rule, config, results);
      const result: RuleResult = reason
        ? { rule, outcome: 'skipped', reason, schedules: 0, ms: 0 }
        : await runRule(stage, rule, only);
      signal?.throwIfAborted();
      results.push(result);
      onResult(result);
    }
  } finally {
    await stage.close();
  }
  return results;
}

function select({ rules, schedule }: Selection): { rules: readonly Rule[]; only?: Schedule } {
  const [id, text] = schedule?.split('/') ?? [];
  const ids = id === undefined ? rules : [id];
  if (!ids) return { rules: RULES };
  const unknown = ids.find((each) => !RULES.some((rule) => rule.id === each));
  if (unknown !== undefined)
    throw new LauncherError(`There is no rule "${unknown}": use ${RULES.map((rule) => rule.id).join(', ')}.`);
  return {
    rules: RULES.filter((rule) => ids.includes(rule.id)),
    ...(text !== undefined && { only: parseSchedule(text) }),
  };
}

function reasonToSkip(rule: Rule, config: Config, results: readonly RuleResult[]): string | undefined {
  const missing = rule.needs.filter((name) => !config.operations[name]);
  if (missing.length > 0) return `no ${missing.join(', ')} in the config`;
  if (rule === idleTimeout && config.timeouts.idleSeconds === undefined)
    return 'no idleSeconds in the config';
  if (rule === absoluteTimeout && config.timeouts.absoluteSeconds === undefined)
    return 'no absoluteSeconds in the config';
  const depends = ['shared', ...(rule.after ?? [])];
  const broken = results.find((each) => each.outcome === 'broken' && depends.includes(each.rule.id));
  return broken && `${broken.rule.id} is broken`;
}
