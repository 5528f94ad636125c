/** Connection set-up, heartbeats and questions about the server: no request's work. */
const NOT_COUNTED = new Set(
  `AUTH HELLO CLIENT SELECT PING ECHO INFO COMMAND CONFIG TIME ROLE CLUSTER READONLY READWRITE QUIT RESET
  ASKING SENTINEL MODULE ACL LATENCY SLOWLOG MEMORY WAIT`.split(/\s+/),
);

/** After one of these a connection is for messages, which come without being asked for. */
const SUBSCRIBING = new Set('SUBSCRIBE PSUBSCRIBE SSUBSCRIBE MONITOR SYNC PSYNC'.split(' '));

/** These wait in Redis for something to happen. */
const BLOCKING = new Set('BLPOP BRPOP BLMOVE BLMPOP BRPOPLPUSH BZPOPMIN BZPOPMAX BZMPOP'.split(' '));

/** What a command means for the gate: a request's work, none, or the end of requests and replies on its connection. */
export type CommandKind = 'counted' | 'not counted' | 'subscribing';

/** Returns what a command means for the gate. */
export function kindOf(words: readonly string[]): CommandKind {
  const name = (words[0] ?? '').toUpperCase();
  if (SUBSCRIBING.has(name)) return 'subscribing';
  if (name === 'CLIENT' && words[1]?.toUpperCase() === 'REPLY') return 'subscribing';
  if (name === 'SCRIPT' && words[1]?.toUpperCase() === 'LOAD') return 'not counted';
  if (NOT_COUNTED.has(name) || BLOCKING.has(name)) return 'not counted';
  if (name.startsWith('XREAD') && words.some((word) => word.toUpperCase() === 'BLOCK')) return 'not counted';
  return 'counted';
}

/** Describes a command for people: `SET sess:4f1c… {"a":1}`. The text of a script is left out. */
export function describeCommand(words: readonly string[]): string {
  const name = (words[0] ?? '').toUpperCase();
  const rest = name.startsWith('EVAL') ? ['script', ...words.slice(3)] : words.slice(1);
  return [name, ...rest].join(' ');
}
