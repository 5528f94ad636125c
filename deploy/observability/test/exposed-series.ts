/** One sample of `GET /metrics`, without its value. */
export interface ExposedSeries {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Reads Prometheus's text format. */
export function exposedSeries(text: string): ExposedSeries[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = ''] = /^(\w+)(?:{(.*)})? /.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
      return { name, labels: new Map(pairs.map(([, label = '', value = '']) => [label, value])) };
    });
}
