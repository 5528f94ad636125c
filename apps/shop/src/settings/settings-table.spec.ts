import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from './settings.schema.js';
import { settingsTable } from './settings-table.js';

const START = '<!-- settings:start -->';
const END = '<!-- settings:end -->';
const page = new URL('../../../../docs/settings.md', import.meta.url);

describe('settingsTable', () => {
  it('describes every variable', () => {
    const rows = settingsTable().split('\n').slice(2);
    expect(rows).toHaveLength(Object.keys(settingsSchema.shape).length);
    for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| (?!`undefined`).+ \| .+ \|$/);
  });

  it('is the table in docs/settings.md, which tools/settings-table.mjs writes', () => {
    if (!existsSync(page)) return;
    const text = readFileSync(page, 'utf8');
    expect(text).toContain(START);
    expect(text.slice(text.indexOf(START) + START.length, text.indexOf(END)).trim()).toBe(settingsTable());
  });
});
