import type { Chart, Series } from './findings.js';
import { shown } from './text-table.js';

const WIDTH = 760;
const HEIGHT = 360;
const PLOT = { left: 70, right: WIDTH - 70, top: 70, bottom: HEIGHT - 60 };
/** Told apart by readers who see no red or no green as well (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/**
 * A chart as an SVG picture that needs nothing else. Series of one unit share an axis; a second unit has its axis on the right,
 * further ones are scaled to the height.
 */
export function svgChart(chart: Chart): string {
  const units = [...new Set(chart.series.map(({ unit }) => unit))];
  const tops = new Map(units.map((unit) => [unit, topOf(chart.series.filter((one) => one.unit === unit))]));
  const y = (value: number, unit: string) =>
    PLOT.bottom - (value / tops.get(unit)!) * (PLOT.bottom - PLOT.top);
  const slot = (PLOT.right - PLOT.left) / chart.labels.length;
  const drawn = chart.series.map((series, at) =>
    chart.kind === 'bars' ? bars(series, at, chart.series.length, slot, y) : line(series, at, slot, y),
  );
  const axes = units.slice(0, 2).map((unit, side) => axis(unit, tops.get(unit)!, side === 0));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${escape(chart.title)}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(PLOT.left, 24, chart.title, 'font-size="15" font-weight="600"'),
    ...chart.series.map(({ name, unit }, at) =>
      legend(`${name}${unit ? `, ${unit}` : ''}`, at, chart.series.length),
    ),
    ...axes,
    `<path d="M${PLOT.left} ${PLOT.bottom}H${PLOT.right}" stroke="#333333"/>`,
    ...chart.labels.map((label, at) =>
      text(PLOT.left + slot * (at + 0.5), PLOT.bottom + 18, label, 'text-anchor="middle"'),
    ),
    text((PLOT.left + PLOT.right) / 2, PLOT.bottom + 42, chart.xAxis, 'text-anchor="middle" fill="#555555"'),
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function bars(
  { values, unit }: Series,
  at: number,
  count: number,
  slot: number,
  y: (value: number, unit: string) => number,
): string {
  const width = (slot * 0.7) / count;
  return values
    .map((value, index) => {
      const x = PLOT.left + slot * (index + 0.15) + width * at;
      const top = y(value, unit);
      const label = text(x + width / 2, top - 4, shown(value), 'text-anchor="middle" font-size="10"');
      return `<rect x="${x.toFixed(1)}" y="${top.toFixed(1)}" width="${(width * 0.92).toFixed(1)}" height="${(PLOT.bottom - top).toFixed(1)}" fill="${colour(at)}"/>${label}`;
    })
    .join('\n');
}

function line(
  { values, unit }: Series,
  at: number,
  slot: number,
  y: (value: number, unit: string) => number,
): string {
  const points = values
    .map((value, index) => [PLOT.left + slot * (index + 0.5), y(value, unit), value] as const)
    .filter(([, , value]) => Number.isFinite(value));
  const path = points.map(([x, top]) => `${x.toFixed(1)} ${top.toFixed(1)}`).join('L');
  const dots = points.map(
    ([x, top]) => `<circle cx="${x.toFixed(1)}" cy="${top.toFixed(1)}" r="3.5" fill="${colour(at)}"/>`,
  );
  return `<path d="M${path}" fill="none" stroke="${colour(at)}" stroke-width="2"/>${dots.join('')}`;
}

function axis(unit: string, top: number, left: boolean): string {
  const x = left ? PLOT.left - 8 : PLOT.right + 8;
  const anchor = `text-anchor="${left ? 'end' : 'start'}"`;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const y = PLOT.bottom - part * (PLOT.bottom - PLOT.top);
    const grid = left ? `<path d="M${PLOT.left} ${y}H${PLOT.right}" stroke="#e5e5e5"/>` : '';
    return grid + text(x, y + 4, shown(top * part), anchor);
  });
  return marks.join('\n') + text(x, PLOT.top - 12, unit, `${anchor} fill="#555555"`);
}

function legend(name: string, at: number, count: number): string {
  const x = PLOT.left + ((PLOT.right - PLOT.left) / Math.max(count, 3)) * at;
  return `<rect x="${x}" y="36" width="10" height="10" fill="${colour(at)}"/>${text(x + 15, 45, name, 'font-size="11"')}`;
}

/** A round number at or above every value. */
function topOf(series: readonly Series[]): number {
  const most = Math.max(...series.flatMap(({ values }) => values.filter(Number.isFinite)), 0);
  if (most === 0) return 1;
  const step = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 8, 10].map((factor) => factor * step).find((top) => top >= most * 1.02) ?? 20 * step;
}

function colour(at: number): string {
  return COLOURS[at % COLOURS.length]!;
}

function text(x: number, y: number, words: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
