import type { Failure, RuleResult } from '../run/run-rule.js';
import type { Actor } from '../schedule/schedule.js';
import type { TraceEvent } from '../schedule/trace.js';
import { curlCommands } from './diagram.js';

const ROW = 26;
const TOP = 60;
const WIDTH = 1000;
/** Lifelines: the two replicas, and the store between them. */
const AT = { A: 120, store: 500, B: 880 } as const;

/** Formats results as a page of its own: the rules, and a space-time diagram of each broken one that can be stepped through. */
export function asHtml(name: string, results: readonly RuleResult[]): string {
  const rows = results.map(
    ({ rule, outcome, reason, schedules }) =>
      `<tr class="${outcome}"><td><code>${escape(rule.id)}</code><td>${escape(rule.says)}<td>${outcome === 'skipped' ? escape(reason ?? '') : outcome}<td>${schedules}`,
  );
  const broken = results.flatMap(({ rule, failure }) => (failure ? [sectionOf(rule, failure)] : []));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>session-check: ${escape(name)}</title>
<style>${STYLE}</style>
<h1>session-check: ${escape(name)}</h1>
<table><tr><th>rule<th>says<th>result<th>schedules${rows.join('\n')}</table>
${broken.join('\n')}
<script>${SCRIPT}</script>
</html>
`;
}

function sectionOf({ id, says, why }: RuleResult['rule'], failure: Failure): string {
  return `<section>
<h2>${escape(id)}</h2>
<p>${escape(says)} <em>${escape(why)}</em></p>
<p class="broken">${escape(failure.what)}</p>
${failure.titles ? `<p><button data-step="-1">Back</button> <button data-step="1">Next</button> <output aria-live="polite"></output></p>` : ''}
${svgOf(failure)}
<p>Replay: <code>--schedule ${escape(failure.schedule)}</code></p>
<details><summary>The requests as curl</summary><pre>${escape(curlCommands(failure))}</pre></details>
</section>`;
}

function svgOf({ events, titles, what }: Failure): string {
  const height = TOP + (events.length + 1) * ROW;
  const lifeline = (x: number, title: string) =>
    `<text x="${x}" y="24" text-anchor="middle" class="title">${escape(title)}</text><line x1="${x}" y1="36" x2="${x}" y2="${height}" class="life"/>`;
  const lines = titles
    ? lifeline(AT.A, `A: ${titles.A}`) + lifeline(AT.store, 'Redis') + lifeline(AT.B, `B: ${titles.B}`)
    : '';
  const steps = events.map((event, at) => `<g class="step">${drawn(event, TOP + at * ROW)}</g>`);
  return `<svg viewBox="-120 0 ${WIDTH + 240} ${height}" role="img" aria-label="${escape(what)}">${lines}${steps.join('')}</svg>`;
}

function drawn({ actor, kind, text, title }: TraceEvent, y: number): string {
  if (actor === undefined)
    return label(AT.store, y, `${title ? `${title}: ` : '→ '}${text}`, 'middle', 'aside', 110);
  const x = AT[actor];
  if (kind === 'command') return arrow(x, AT.store, y) + between(actor, y, text);
  if (kind === 'reply') return arrow(AT.store, x, y, true) + between(actor, y, text);
  const sign = { request: '▶', response: '◀', held: '‖', waits: '‖' }[kind];
  return label(x, y, `${sign} ${text}`, 'middle', kind, 42);
}

function between(actor: Actor, y: number, text: string): string {
  return label((AT[actor] + AT.store) / 2, y - 4, text, 'middle', 'command', 48);
}

function arrow(from: number, to: number, y: number, reply = false): string {
  const head = to > from ? -8 : 8;
  return `<path d="M${from} ${y}H${to}m${head} -4l${-head} 4l${head} 4" class="arrow${reply ? ' reply' : ''}"/>`;
}

function label(x: number, y: number, text: string, anchor: string, style: string, width: number): string {
  const line = text.replace(/[\p{Cc}\uFFFD]+/gu, '·');
  const short = line.length > width ? `${line.slice(0, width - 16)}…${line.slice(-15)}` : line;
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" class="${style}">${escape(short)}<title>${escape(line)}</title></text>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
}

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse}td,th{padding:.25rem .75rem;text-align:left;border-bottom:1px solid #d0d7de}
.broken{color:#a40e26;font-weight:600}.skipped{color:#57606a}
svg{width:100%;font:12px ui-monospace,monospace}svg text{paint-order:stroke;stroke:#fff;stroke-width:4px}
.title{font-weight:700}.life{stroke:#8c959f;stroke-dasharray:4 4}.arrow{stroke:#0550ae;fill:none;stroke-width:1.5}
.reply{stroke-dasharray:5 3}.held,.waits{fill:#8a4600;font-weight:700}.aside{fill:#57606a}
.step.later{opacity:.12}.step.now text{font-weight:700}
pre{overflow:auto;background:#f6f8fa;padding:1rem}button{font:inherit;padding:.25rem 1rem}`;

const SCRIPT = `
for (const section of document.querySelectorAll('section')) {
  const steps = [...section.querySelectorAll('.step')];
  const output = section.querySelector('output');
  let at = steps.length;
  const show = () => {
    steps.forEach((step, index) => {
      step.classList.toggle('later', index >= at);
      step.classList.toggle('now', index === at - 1 && at < steps.length);
    });
    if (output) output.value = at + ' of ' + steps.length;
  };
  for (const button of section.querySelectorAll('button'))
    button.onclick = () => {
      const next = at + Number(button.dataset.step);
      at = next > steps.length ? 1 : Math.max(1, next);
      show();
    };
  show();
}`;
