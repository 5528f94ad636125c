import { Broken, type Check } from './check.js';
import { History } from './history.js';
import { Play } from './play.js';
import { Random } from '../../apps/lab/src/random.js';
import { STAGE_ID, type Stage } from './stage.js';
import { Visitor } from './visitor.js';

/** How a check went. */
export type Verdict =
  | { readonly passed: true }
  | { readonly passed: false; readonly rule: string; readonly what: string; readonly history: string };

/** Plays a check against an app. @throws LauncherError where the app does not start */
export async function runCheck(stage: Stage, check: Check, app: string, seed: number): Promise<Verdict> {
  const play = await Play.start(stage, app, check.environment ?? {});
  try {
    return await playOn(play, check, seed);
  } finally {
    await play.stop();
  }
}

/** Plays a check against replicas that run already. */
export async function playOn(play: Play, check: Check, seed: number): Promise<Verdict> {
  const history = new History();
  const { routing } = play;
  const visitor = (name: string): Visitor => {
    const created = new Visitor(name, play.url, history);
    created.jar.setCookieSync(`lab_routing_${STAGE_ID}=${routing}; Path=/`, play.url);
    return created;
  };
  try {
    await check.run({ play, random: new Random(seed), history, visitor });
    return { passed: true };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { passed: false, rule: error.rule ?? check.rule, what: error.message, history: history.tail() };
  }
}
