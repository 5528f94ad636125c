import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LauncherError } from '../../lab/src/processes/launcher-error.js';
import { loadConfig } from './application/config.js';
import { asJson, asJUnit } from './report/files.js';
import { curlCommands, diagram } from './report/diagram.js';
import { asHtml } from './report/html.js';
import { tableLine } from './report/table.js';
import { RULES } from './rules/index.js';
import { ConfigProblem } from './rules/rule.js';
import { runCheck } from './run/run-check.js';
import { changeIn } from './watch.js';

const usage = (command: string) => `session-check: does your application lose, revive or leak sessions?

  ${command} <config>              tries all rules
  ${command} <config> --rule <id>  tries one rule; may be repeated
  ${command} <config> --schedule <rule>/<schedule>   replays one schedule
  --json <file>, --junit <file>, --html <file>   write a report
  --watch   tries again after each change in the config's folder
  ${command} --rules               lists the rules

Exit code: 0 all rules hold, 1 a rule is broken, 2 the application or the config does not work, or a rule that was
asked for could not be tried.`;

/** As a shell counts a program that Ctrl-C ended. */
const INTERRUPTED = 130;

const read = (args: string[]) =>
  parseArgs({
    args,
    allowPositionals: true,
    options: {
      rule: { type: 'string', multiple: true },
      schedule: { type: 'string' },
      json: { type: 'string' },
      junit: { type: 'string' },
      html: { type: 'string' },
      watch: { type: 'boolean' },
      rules: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });

type Options = ReturnType<typeof read>['values'];

/**
 * Runs session-check.
 * @param directory what paths are relative to
 * @param command how it was called, for the usage
 * @returns the exit code
 */
export async function main(args: string[], directory: string, command = 'npm run check --'): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const code = await unlessInterrupted(interrupted.signal, async () => {
    const { values, positionals } = read(args);
    if (values.rules) {
      for (const { id, says, why } of RULES) console.log(`${id}\n  ${says}\n  ${why}\n`);
      return 0;
    }
    const [file] = positionals;
    if (file === undefined || values.help) {
      console.log(usage(command));
      return values.help ? 0 : 2;
    }
    const once = () => check(file, directory, values, interrupted.signal);
    if (!values.watch) return once();
    const reports = [values.json, values.junit, values.html].flatMap((path) => path ?? []);
    const { directory: watched } = await loadConfig(file, directory);
    for (;;) {
      await unlessInterrupted(interrupted.signal, once);
      const except = reports.map((path) => resolve(directory, path));
      // Watches before it says so: a change right after the message counts.
      const change = changeIn(watched, except, interrupted.signal);
      console.log(`\nwaiting for a change in ${watched} (Ctrl-C ends)`);
      console.log(`\n${await change} has changed\n`);
    }
  });
  // Everything is stopped; what a rule was waiting for would keep the process for seconds.
  if (interrupted.signal.aborted) process.exit(INTERRUPTED);
  return code;
}

/** Tries the rules once, and prints and writes what it found. */
async function check(file: string, directory: string, values: Options, signal: AbortSignal): Promise<number> {
  const config = await loadConfig(file, directory);
  const selection = {
    ...(values.rule && { rules: values.rule }),
    ...(values.schedule && { schedule: values.schedule }),
  };
  const results = await runCheck(config, selection, (result) => console.log(tableLine(result)), signal);
  for (const { rule, failure } of results) {
    if (!failure) continue;
    console.log(`\n${rule.id}: ${rule.says}\n${rule.why}\n\n${diagram(failure)}\n\n${curlCommands(failure)}`);
  }
  if (values.json) writeFileSync(resolve(directory, values.json), asJson(config.name, results));
  if (values.junit) writeFileSync(resolve(directory, values.junit), asJUnit(config.name, results));
  if (values.html) writeFileSync(resolve(directory, values.html), asHtml(config.name, results));
  if (results.some(({ outcome }) => outcome === 'broken')) return 1;
  const chosen = values.rule !== undefined || values.schedule !== undefined;
  return chosen && results.some(({ outcome }) => outcome === 'skipped') ? 2 : 0;
}

/** Prints a problem that a person can put right as one sentence. */
async function unlessInterrupted(signal: AbortSignal, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    const misused = error instanceof TypeError && 'code' in error;
    if (!(error instanceof LauncherError || error instanceof ConfigProblem || misused)) throw error;
    console.error(error.message);
    return 2;
  }
}
