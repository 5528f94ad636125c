import type { WrongSolution } from '../runner/wrong-solution.js';

const SEALED = "await redis.set(nameOf(id), seal(nameOf(id), JSON.stringify({ user, email })), 'EX', 1800);";
const OPENED = 'return JSON.parse(open(name, sealed)) as Session;';

/** Replaces the encryption by something else. */
function instead(seal: string, open: string): readonly (readonly [string, string])[] {
  return [
    [SEALED, SEALED.replace('seal(nameOf(id), JSON.stringify({ user, email }))', seal)],
    [OPENED, `return JSON.parse(${open}) as Session;`],
  ];
}

const TEXT = 'Buffer.from(JSON.stringify({ user, email }))';

export const wrong: readonly WrongSolution[] = [
  {
    name: 'the data is base64',
    edits: instead(`${TEXT}.toString('base64')`, "Buffer.from(sealed, 'base64').toString()"),
  },
  {
    name: 'the data is hex of base64',
    edits: instead(
      `Buffer.from(${TEXT}.toString('base64')).toString('hex')`,
      "Buffer.from(Buffer.from(sealed, 'hex').toString(), 'base64').toString()",
    ),
  },
  {
    name: 'the data is xored with a key in the source',
    edits: [
      ...instead(`xor(${TEXT}).toString('base64')`, "xor(Buffer.from(sealed, 'base64')).toString()"),
      [
        'function seal(',
        "function xor(data: Buffer): Buffer {\n  return Buffer.from(data.map((byte, at) => byte ^ 'secret'.charCodeAt(at % 6)));\n}\n\nfunction seal(",
      ],
    ],
  },
  {
    name: 'the id is the name of the key',
    edits: [["`session:${createHash('sha256').update(id).digest('base64url')}`", '`session:${id}`']],
  },
  {
    name: 'the id is only encoded',
    edits: [
      [
        "`session:${createHash('sha256').update(id).digest('base64url')}`",
        "`session:${Buffer.from(id).toString('hex')}`",
      ],
    ],
  },
  {
    name: 'the first key opens everything',
    edits: [['const key = keys.get(keyId);', 'const key = [...keys.values()][0];']],
  },
  {
    name: 'the last key seals',
    edits: [
      ["const [[keyId, key] = ['', Buffer.alloc(0)]] = keys;", 'const [keyId, key] = [...keys].at(-1)!;'],
    ],
  },
  {
    name: 'the IV is always the same',
    edits: [
      ['const iv = randomBytes(12);', 'const iv = Buffer.alloc(12);'],
      [', randomBytes }', ', randomBytes }'],
    ],
  },
  {
    name: 'the key is in the source',
    edits: [["return [id, Buffer.from(secret, 'base64')];", 'return [id, Buffer.alloc(32, secret.length)];']],
  },
  {
    name: 'the user is in the name of the key',
    edits: [
      [
        SEALED,
        SEALED.replace('redis.set(nameOf(id), ', 'redis.set(nameOf(id), ') +
          '\n    await redis.set(`sessions-of:${user}`, nameOf(id));',
      ],
    ],
  },
];
