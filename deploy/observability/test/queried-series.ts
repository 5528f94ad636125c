import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';

/** One series that a query asks for. */
export interface QueriedSeries {
  readonly name: string;
  readonly matchers: readonly { label: string; matches(value: string): boolean }[];
  /** The selector as it is written. */
  readonly text: string;
}

/** A query and what it asks for. */
export interface Query {
  readonly where: string;
  readonly series: readonly QueriedSeries[];
  /** Labels by which it groups. */
  readonly grouping: readonly string[];
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Every query of the dashboard, its variables filled in. */
export function dashboardQueries(): Query[] {
  const { panels } = JSON.parse(read('../grafana/dashboards/session-lab.json')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) =>
      toQuery(`panel "${title}"`, expr.replaceAll('$__rate_interval', '1m').replaceAll('$replica', '.*')),
    ),
  );
}

/** Every query of the alert rules. */
export function alertQueries(): Query[] {
  const { groups } = parse(read('../prometheus/alerts.yml')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  return groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => toQuery(`alert ${alert}`, expr)));
}

/**
 * Takes a query apart by Prometheus's own grammar.
 * @throws Error where it is no PromQL
 */
export function toQuery(where: string, expression: string): Query {
  const series: QueriedSeries[] = [];
  const grouping: string[] = [];
  const textOf = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`${where} is no PromQL at ${node.from}: ${expression}`);
      if (node.name === 'GroupingLabels') grouping.push(...(textOf(node).match(/[A-Za-z_]\w*/g) ?? []));
      if (node.name !== 'VectorSelector') return;
      const name = node.node.getChild('Identifier');
      if (!name) throw new Error(`${where} has a selector without a name: ${expression}`);
      const matchers = [...textOf(node).matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)];
      series.push({
        name: textOf(name),
        text: textOf(node),
        matchers: matchers.map(([, label = '', operator, value = '']) => {
          const pattern = operator?.includes('~') ? new RegExp(`^(?:${value})$`) : undefined;
          const equal = (other: string) => pattern?.test(other) ?? other === value;
          return { label, matches: (other) => equal(other) !== operator?.startsWith('!') };
        }),
      });
    },
  });
  return { where, series, grouping };
}
