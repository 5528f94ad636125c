import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Marker } from './markers';
import classes from './series-chart.module.css';

/** One line of a chart. */
export interface Series {
  readonly label: string;
  readonly colour: string;
  /** A gap where null. */
  readonly values: readonly (number | null)[];
}

interface SeriesChartProps {
  title: string;
  /** What a value is counted in, after it. */
  unit?: string;
  /** When each value was measured, in seconds since the epoch. */
  times: readonly number[];
  series: readonly Series[];
  /** What happened meanwhile: a line across the chart for each. */
  markers: readonly Marker[];
}

const HEIGHT = 120;
/** How many seconds the horizontal axis spans, however few events there are yet. */
const SPAN = 120;
/** Distances of its labels, in seconds: each minute and second is named once. */
const STEPS = [15, 30, 60];
/** The least that the vertical axis spans, so that a quiet line lies flat. */
const LEAST_SPAN = 4;
const AXIS = '#b9cdc1';
const GRID = { stroke: 'rgb(185 205 193 / 14%)', width: 1 };

/** The last two minutes of a few values as lines, with what they are now in words above. */
export function SeriesChart({ title, unit = '', times, series, markers }: SeriesChartProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const look = series.map(({ label, colour }) => `${label} ${colour}`).join();
  const data = [times, ...series.map(({ values }) => values)] as uPlot.AlignedData;
  const newest = useRef(data);
  newest.current = data;
  const marked = useRef(markers);
  marked.current = markers;

  useEffect(() => {
    const lines = look.split(',').map((line) => line.split(' ').at(-1) ?? AXIS);
    if (!canvas.current || width === 0) return;
    plot.current = new uPlot(
      { ...options(width, lines, unit), hooks: { draw: [(chart) => mark(chart, marked.current)] } },
      newest.current,
      canvas.current,
    );
    return () => {
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [width, look, unit]);
  useEffect(() => plot.current?.setData(newest.current), [data]);

  return (
    <figure className={classes.chart}>
      <figcaption>
        <b>{title}</b>
        <span className={classes.legend}>
          {series.map(({ label, colour, values }) => (
            <span key={label}>
              <i style={{ background: colour }} />
              {label} <strong>{shown(values.at(-1), unit)}</strong>
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={ref} className={classes.plot} aria-hidden style={{ height: HEIGHT }}>
        <div ref={canvas} />
      </div>
    </figure>
  );
}

/** Draws a line for each marker, over the grid and the lines. */
function mark({ ctx, bbox, valToPos }: uPlot, markers: readonly Marker[]): void {
  ctx.save();
  ctx.strokeStyle = AXIS;
  ctx.setLineDash([4, 4]);
  for (const { at } of markers) {
    const x = Math.round(valToPos(at, 'x', true));
    if (x < bbox.left) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function shown(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return '–';
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })}${unit}`;
}

function options(width: number, colours: readonly string[], unit: string): uPlot.Options {
  const axis = {
    stroke: AXIS,
    grid: GRID,
    ticks: { show: false },
    font: '11px "Figtree Variable", sans-serif',
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 4, 0, 0],
    scales: {
      x: { range: (_plot, _first, last: number | null) => [(last ?? 0) - SPAN, last ?? 0] },
      y: { range: (_plot, _least, most) => [0, Math.max(LEAST_SPAN, (most ?? 0) * 1.1)] },
    },
    axes: [
      { ...axis, size: 22, space: 60, incrs: STEPS, values: (_plot, times) => times.map(clock) },
      { ...axis, size: 48, space: 28, values: (_plot, values) => values.map((value) => `${value}${unit}`) },
    ],
    series: [{}, ...colours.map((stroke) => ({ stroke, width: 1.75, points: { show: false } }))],
  };
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB', { minute: '2-digit', second: '2-digit' });
}
