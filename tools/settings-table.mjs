// Writes the settings table into docs/settings.md, between its markers, from the schema that validates the environment.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const checkout = new URL('..', import.meta.url);
const source = fileURLToPath(new URL('apps/shop/src/settings/settings-table.ts', checkout));
const { module } = await runnerImport(source, { configFile: false });

const page = new URL('docs/settings.md', checkout);
const between = /(?<=<!-- settings:start -->\n)[^]*(?=<!-- settings:end -->)/;
const text = readFileSync(page, 'utf8');
if (!between.test(text)) {
  console.error('docs/settings.md has no <!-- settings:start --> and <!-- settings:end --> markers.');
  process.exit(1);
}
writeFileSync(
  page,
  text.replace(between, () => `${module.settingsTable()}\n`),
);
