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

const USAGE = `session-check: does your application lose, revive or leak sessions?

  npm run check -- <config>              tries all rules
  npm run check -- <config> --rule <id>  tries one rule; may be repeated
  npm run check -- <config> --schedule <rule>/<schedule>   replays one schedule
  --json <file>, --junit <file>, --html <file>   write a report
  npm run check -- --rules               lists the rules

Exit code: 0 all rules hold, 1 a rule is broken, 2 the application or the config does not work.`;

/** Runs session-check. @returns the exit code */
export async function main(args: string[], directory: string): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        rule: { type: 'string', multiple: true },
        schedule: { type: 'string' },
        json: { type: 'string' },
        junit: { type: 'string' },
        html: { type: 'string' },
        rules: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.rules) {
      for (const { id, says, why } of RULES) console.log(`${id}\n  ${says}\n  ${why}\n`);
      return 0;
    }
    const [file] = positionals;
    if (file === undefined || values.help) {
      console.log(USAGE);
      return file === undefined && !values.help ? 2 : 0;
    }
    const config = await loadConfig(file, directory);
    const selection = {
      ...(values.rule && { rules: values.rule }),
      ...(values.schedule && { schedule: values.schedule }),
    };
    const results = await runCheck(config, selection, (result) => console.log(tableLine(result)));
    for (const { rule, failure } of results) {
      if (!failure) continue;
      console.log(
        `\n${rule.id}: ${rule.says}\n${rule.why}\n\n${diagram(failure)}\n\n${curlCommands(failure)}`,
      );
    }
    if (values.json) writeFileSync(resolve(directory, values.json), asJson(config.name, results));
    if (values.junit) writeFileSync(resolve(directory, values.junit), asJUnit(config.name, results));
    if (values.html) writeFileSync(resolve(directory, values.html), asHtml(config.name, results));
    return results.some(({ outcome }) => outcome === 'broken') ? 1 : 0;
  } catch (error) {
    const usage = error instanceof TypeError && 'code' in error;
    if (!(error instanceof LauncherError || error instanceof ConfigProblem || usage)) throw error;
    console.error((error as Error).message);
    return 2;
  }
}
