import { acknowledged, Browser } from '../application/browser.js';
import type { OperationName, User } from '../application/config.js';
import type { Stage } from '../application/stage.js';
import { ConfigProblem, type Scene } from '../rules/rule.js';
import type { Trace } from '../schedule/trace.js';

let last = 0;

/** Sets a scene: browsers that write into a trace, names and values that were never used before. */
export function sceneOf(stage: Stage, trace: Trace): Scene {
  const { config, origins } = stage;
  const unique = (word: string) => `${word}-${String(++last).padStart(4, '0')}`;
  const browser = (name: string) => new Browser(name, config, origins, trace);
  return {
    config,
    stage,
    browser,
    value: unique,
    note: (text) => void trace.notes.push(text),
    user: (name): User =>
      config.users?.[name === 'ada' ? 0 : 1] ?? { user: unique(name), password: 'secret' },
    async must(browser: Browser, operation: OperationName, values = {}) {
      const reply = await browser.ask(operation, values);
      if (!acknowledged(reply))
        throw new ConfigProblem(
          `"${operation}" answered ${reply.status || 'nothing'}: ${reply.text.slice(0, 300)}`,
        );
      return reply;
    },
  };
}
