/** The counts in the order of the replicas' names, `shop-10` after `shop-9`. */
export function byReplica(counts: Readonly<Record<string, number>>): [replica: string, count: number][] {
  return Object.entries(counts).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}
