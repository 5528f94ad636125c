// Writes the settings table into README.md, between its markers, from the schema that validates the environment.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const checkout = new URL('..', import.meta.url);
const source = fileURLToPath(new URL('apps/shop/src/settings/settings-table.ts', checkout));
const { module } = await runnerImport(source, { configFile: false });

const readme = new URL('README.md', checkout);
const between = /(?<=<!-- settings:start -->\n)[^]*(?=<!-- settings:end -->)/;
const text = readFileSync(readme, 'utf8');
if (!between.test(text)) {
  console.error('README.md has no <!-- settings:start --> and <!-- settings:end --> markers.');
  process.exit(1);
}
writeFileSync(
  readme,
  text.replace(between, () => `${module.settingsTable()}\n`),
);
