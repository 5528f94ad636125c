import type { Failure } from '../run/run-rule.js';
import type { TraceEvent } from '../schedule/trace.js';

const WIDTH = 46;

/**
 * Draws a failure as a space-time diagram: time goes down, the request on the first replica is on the left, the one on the second
 * replica on the right, the store between them. Requests before and after are lines of their own.
 */
export function diagram({ events, titles, schedule, what }: Failure): string {
  const lines = [what, ''];
  if (!titles) return [...lines, ...events.map(alone), '', `Replay: --schedule ${schedule}`].join('\n');
  const first = events.findIndex(({ actor }) => actor !== undefined);
  const last = events.findLastIndex(({ actor }) => actor !== undefined);
  lines.push(...events.slice(0, first).map(alone), '');
  lines.push(`${`A: ${titles.A} (replica 1)`.padEnd(WIDTH)} │ ${`B: ${titles.B} (replica 2)`}`);
  lines.push(`${'─'.repeat(WIDTH)}─┼─${'─'.repeat(WIDTH)}`);
  for (const event of events.slice(first, last + 1)) {
    const text = shorten(sign(event), WIDTH);
    if (event.actor === 'A') lines.push(`${text.padEnd(WIDTH)} │`);
    else if (event.actor === 'B') lines.push(`${' '.repeat(WIDTH)} │ ${text}`);
    else lines.push(`${alone(event)}`);
  }
  lines.push('', ...events.slice(last + 1).map(alone), '', `Replay: --schedule ${schedule}`);
  return lines.join('\n');
}

/** Lists the requests of a failure as commands for curl, in the order in which they were sent. */
export function curlCommands({ events }: Failure): string {
  return events
    .filter(({ curl }) => curl !== undefined)
    .map(({ title, curl }) => `# ${title}\n${curl}`)
    .join('\n');
}

function sign({ kind, text }: TraceEvent): string {
  if (kind === 'request') return `▶ ${text}`;
  if (kind === 'response') return `◀ ${text}`;
  if (kind === 'command') return `    ${text}`;
  if (kind === 'reply') return `      → ${text}`;
  return `    ⏸ ${text}`;
}

function alone({ kind, text, title }: TraceEvent): string {
  return kind === 'request' ? `  ${title}: ${shorten(text, 70)}` : `    ◀ ${shorten(text, 90)}`;
}

/** Keeps the start and the end, where the values that matter are. */
function shorten(text: string, width: number): string {
  const line = text.replace(/[\p{Cc}\uFFFD]+/gu, '·');
  if (line.length <= width) return line;
  const end = Math.floor(width / 3);
  return `${line.slice(0, width - end - 1)}…${line.slice(-end)}`;
}
