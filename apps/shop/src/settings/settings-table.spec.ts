import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from './settings.schema.js';
import { settingsTable } from './settings-table.js';

const START = '<!-- settings:start -->';
const END = '<!-- settings:end -->';
const readme = new URL('../../../../README.md', import.meta.url);

describe('settingsTable', () => {
  it('tells of every variable what it decides', () => {
    const rows = settingsTable().split('\n').slice(2);
    expect(rows).toHaveLength(Object.keys(settingsSchema.shape).length);
    for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| (?!`undefined`).+ \| .+ \|$/);
  });

  it('is the table in the README, which tools/settings-table.mjs writes', () => {
    if (!existsSync(readme)) return;
    const text = readFileSync(readme, 'utf8');
    expect(text).toContain(START);
    expect(text.slice(text.indexOf(START) + START.length, text.indexOf(END)).trim()).toBe(settingsTable());
  });
});
