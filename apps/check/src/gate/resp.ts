const CR = 13;

/**
 * Returns where a RESP2 or RESP3 value ends, undefined if its end has not arrived yet. The attributes of RESP3 count as part of
 * the value that they precede. @throws TypeError for bytes that are no RESP
 * @see https://redis.io/docs/latest/develop/reference/protocol-spec/
 */
export function endOfValue(bytes: Buffer, start: number): number | undefined {
  const line = endOfLine(bytes, start);
  if (line === undefined) return undefined;
  const type = String.fromCharCode(bytes[start] as number);
  const head = bytes.toString('latin1', start + 1, line - 2);
  switch (type) {
    case '+':
    case '-':
    case ':':
    case '_':
    case '#':
    case ',':
    case '(':
      return line;
    case '$':
    case '!':
    case '=':
      return head === '-1' ? line : within(bytes, line + Number(head) + 2);
    case '*':
    case '~':
    case '>':
      return endOfValues(bytes, line, Number(head));
    case '%':
      return endOfValues(bytes, line, 2 * Number(head));
    case '|': {
      const end = endOfValues(bytes, line, 2 * Number(head));
      return end === undefined ? undefined : endOfValue(bytes, end);
    }
    default:
      throw new TypeError(`A RESP value cannot start with ${JSON.stringify(type)}.`);
  }
}

/** Returns the words of a command: an array of bulk strings, or an inline command. */
export function wordsOf(command: Buffer): string[] {
  if (command[0] !== 0x2a) return command.toString().trim().split(/\s+/);
  const words: string[] = [];
  for (let at = endOfLine(command, 0) as number; at < command.length;) {
    const line = endOfLine(command, at) as number;
    const end = endOfValue(command, at) as number;
    words.push(command.toString('utf8', line, end - 2));
    at = end;
  }
  return words;
}

/** Returns where a command ends, undefined if its end has not arrived yet. */
export function endOfCommand(bytes: Buffer, start: number): number | undefined {
  return bytes[start] === 0x2a ? endOfValue(bytes, start) : endOfLine(bytes, start);
}

/** Describes a reply for people: its first value, shortened. */
export function describeReply(reply: Buffer): string {
  const line = endOfLine(reply, 0) as number;
  const type = String.fromCharCode(reply[0] as number);
  const head = reply.toString('utf8', 1, line - 2);
  if (type === '$' || type === '=')
    return head === '-1' ? 'nil' : reply.toString('utf8', line, reply.length - 2);
  if (type === '_' || (type === '*' && head === '-1')) return 'nil';
  if (type === '*' || type === '~') return `${head} ${head === '1' ? 'value' : 'values'}`;
  if (type === '%') return `${head} fields`;
  return type === '-' ? `error: ${head}` : head;
}

function endOfLine(bytes: Buffer, start: number): number | undefined {
  const at = bytes.indexOf(CR, start);
  return at === -1 || at + 2 > bytes.length ? undefined : at + 2;
}

function endOfValues(bytes: Buffer, start: number, count: number): number | undefined {
  let end: number | undefined = start;
  for (let left = count; left > 0 && end !== undefined; left--)
    end = end < bytes.length ? endOfValue(bytes, end) : undefined;
  return end;
}

function within(bytes: Buffer, end: number): number | undefined {
  return end > bytes.length ? undefined : end;
}
