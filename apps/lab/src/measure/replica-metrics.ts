import { fetch } from 'undici';

/** The measurements of a replica by name, those with several labels summed up. */
export async function readMetrics(replicaUrl: string): Promise<Map<string, number>> {
  const answer = await fetch(`${replicaUrl}/metrics`);
  const values = new Map<string, number>();
  for (const line of (await answer.text()).split('\n')) {
    const [, name, value] = /^(\w+)(?:\{.*\})? ([-+.\de]+)/.exec(line) ?? [];
    if (name) values.set(name, (values.get(name) ?? 0) + Number(value));
  }
  return values;
}

/** One measurement, summed over replicas. */
export async function sumOver(replicas: readonly { url: string }[], name: string): Promise<number> {
  const all = await Promise.all(replicas.map(({ url }) => readMetrics(url)));
  return all.reduce((sum, values) => sum + (values.get(name) ?? 0), 0);
}
