import { expect, it } from 'vitest';
import { svgChart } from './svg-chart.js';

it('draws every value of every series, and escapes what it writes', () => {
  const chart = {
    name: 'test',
    title: 'Loss & gain <now>',
    xAxis: 'mode',
    labels: ['a', 'b'],
    series: [
      { name: 'first', unit: '%', values: [10, 20] },
      { name: 'second', unit: 'ms', values: [5, Number.NaN] },
    ],
  };
  const bars = svgChart({ ...chart, kind: 'bars', series: [chart.series[0]!] });
  expect(bars).toContain('Loss &amp; gain &lt;now>');
  expect(bars.match(/<rect x="[\d.]+" y="[\d.]+"/g)).toHaveLength(1 + 2);
  expect(svgChart({ ...chart, kind: 'lines' }).match(/<circle/g)).toHaveLength(3);
});
