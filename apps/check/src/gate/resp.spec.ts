import { describe, expect, it } from 'vitest';
import { describeReply, endOfCommand, endOfValue, wordsOf } from './resp.js';

/** RESP2 and RESP3 values of every type. */
const VALUES = [
  '+OK\r\n',
  '-ERR no\r\n',
  ':42\r\n',
  '$5\r\nhe\r\no\r\n',
  '$-1\r\n',
  '*-1\r\n',
  '*0\r\n',
  '*2\r\n$1\r\na\r\n*1\r\n:1\r\n',
  '_\r\n',
  '#t\r\n',
  ',1.5\r\n',
  '(123456789012345678901\r\n',
  '!5\r\nERR x\r\n',
  '=7\r\ntxt:abc\r\n',
  '%1\r\n+a\r\n:1\r\n',
  '~2\r\n:1\r\n:2\r\n',
  '>2\r\n+invalidate\r\n*1\r\n+k\r\n',
  '|1\r\n+ttl\r\n:9\r\n$1\r\nv\r\n',
];

describe('endOfValue', () => {
  it.each(VALUES)('finds the end of %j, and waits for it when bytes are missing', (text) => {
    const bytes = Buffer.from(`${text}+next\r\n`);
    expect(endOfValue(bytes, 0)).toBe(text.length);
    for (let length = 0; length < text.length; length++)
      expect(endOfValue(bytes.subarray(0, length), 0)).toBeUndefined();
  });

  it('refuses what is no RESP', () => {
    expect(() => endOfValue(Buffer.from('GET / HTTP/1.1\r\n'), 0)).toThrow('cannot start with "G"');
  });
});

describe('wordsOf', () => {
  it.each([
    ['*2\r\n$3\r\nGET\r\n$4\r\na\r\nb\r\n', ['GET', 'a\r\nb']],
    ['PING now\r\n', ['PING', 'now']],
  ])('reads the words of %j', (text, words) => {
    const bytes = Buffer.from(text);
    expect(endOfCommand(bytes, 0)).toBe(text.length);
    expect(wordsOf(bytes)).toEqual(words);
  });
});

describe('describeReply', () => {
  it.each([
    ['$-1\r\n', 'nil'],
    ['$2\r\nab\r\n', 'ab'],
    ['*2\r\n:1\r\n:2\r\n', '2 values'],
    ['-ERR no\r\n', 'error: ERR no'],
  ])('describes %j as %j', (reply, text) => expect(describeReply(Buffer.from(reply))).toBe(text));
});
