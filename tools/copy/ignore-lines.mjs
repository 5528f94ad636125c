import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { dependencyOf } from './project.mjs';

/**
 * The lines that keep a project's formatters and linters from the copied files: reformatted files cannot be merged with a later
 * release, line by line.
 *
 * @returns {[heading: string, lines: string] | undefined} undefined for a project without such tools
 */
export function ignoreLines(
  { directory, manifest, runner, buildsTests },
  { places: { sources, tests }, files },
) {
  const hasTests = [...files.keys()].some((file) => file.startsWith(`${tests}/`));
  const folders = hasTests ? [sources, tests] : [sources];
  const all = [...folders, '.session-lab'];
  const has = (name) => existsSync(path.join(directory, name));
  const quoted = (names) => names.map((name) => `"${name}"`).join(', ');
  const patterns = quoted(folders.map((folder) => `${folder}/**`));
  const lines = [];
  if (readdirSync(directory).some((name) => name.startsWith('eslint.config.')))
    lines.push(`eslint.config: { ignores: [${patterns}] }`);
  else if (dependencyOf(manifest, 'eslint')) lines.push(`.eslintrc: "ignorePatterns": [${patterns}]`);
  if (dependencyOf(manifest, 'prettier')) lines.push(`.prettierignore: ${all.join('  ')}`);
  if (dependencyOf(manifest, '@biomejs/biome'))
    lines.push(`biome.json: "files": { "includes": ["**", ${quoted(all.map((folder) => `!${folder}`))}] }`);
  for (const file of ['.oxlintrc.json', '.oxfmtrc.json'].filter(has))
    lines.push(`${file}: "ignorePatterns": [${patterns}]`);
  if (runner === 'jest') lines.push(`jest: "coveragePathIgnorePatterns": ["/node_modules/", "/${sources}/"]`);
  if (hasTests && buildsTests) lines.push(`tsconfig.build.json: "exclude": ["${tests}"]`);
  return lines.length > 0
    ? ['So that your tools leave the copied files as they are', lines.join('\n')]
    : undefined;
}
