import { z } from 'zod';
import { settingsSchema } from './settings.schema.js';

interface Variable {
  readonly description: string;
  readonly default?: unknown;
  readonly shown?: string;
}

/** Returns the Markdown table of docs/settings.md, from the schema that validates the environment. */
export function settingsTable(): string {
  const { properties } = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
  const rows = Object.entries(properties as Record<string, Variable>).map(
    ([name, variable]) => `| \`${name}\` | ${shownDefault(variable)} | ${variable.description} |`,
  );
  return ['| name | default | what it decides |', '|---|---|---|', ...rows].join('\n');
}

function shownDefault({ shown, default: value }: Variable): string {
  return shown ?? `\`${String(value)}\``;
}
