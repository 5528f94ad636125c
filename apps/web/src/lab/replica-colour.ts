const COLOURS = ['#f2b84b', '#6cb8f0', '#f08aa8', '#a9d65c', '#b39cf5', '#5fd0c0'];
/** For answers of the load balancer itself, and before any. */
const NO_REPLICA = '#8fa398';

/** The colour of a replica: the same on every page, and another for each of the first six. */
export function replicaColour(replica: string): string {
  if (replica === '' || replica.startsWith('balancer')) return NO_REPLICA;
  const number = Number(/\d+$/.exec(replica)?.[0] ?? sumOfCodes(replica));
  return COLOURS[(number + COLOURS.length - 1) % COLOURS.length] ?? NO_REPLICA;
}

function sumOfCodes(text: string): number {
  return [...text].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
}
