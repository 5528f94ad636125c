import type { WrongSolution } from '../runner/wrong-solution.js';

const VALUE = "const value = Buffer.from(name).toString('base64url');";
const COOKIE = "response.cookie('visitor', `${value}.${sign(value)}`, { httpOnly: true, sameSite: 'lax' });";
const PARTS = "const [value = '', signature = ''] = (cookieOf(request, 'visitor') ?? '').split('.');";
const ANSWER =
  "return { name: isSigned(value, signature) ? Buffer.from(value, 'base64url').toString() : null };";
const HMAC = "return createHmac('sha256', SECRET).update(value).digest('base64url');";

export const wrong: readonly WrongSolution[] = [
  {
    name: 'the cookie is the name',
    edits: [
      [COOKIE, "response.cookie('visitor', name);"],
      [ANSWER, "return { name: cookieOf(request, 'visitor') ?? null };"],
    ],
  },
  {
    name: 'the cookie is unsigned base64url JSON',
    edits: [
      [VALUE, "const value = Buffer.from(JSON.stringify({ name })).toString('base64url');"],
      [COOKIE, "response.cookie('visitor', value);"],
      [PARTS, "const value = cookieOf(request, 'visitor');"],
      [
        ANSWER,
        "try { return { name: JSON.parse(Buffer.from(value ?? '', 'base64url').toString()).name }; } catch { return { name: null }; }",
      ],
    ],
  },
  {
    name: 'the signature is a hash without a key',
    edits: [
      [HMAC, "return createHash('sha256').update(value).digest('base64url');"],
      ['createHmac,', 'createHash,'],
    ],
  },
  {
    name: 'the signature is not compared',
    edits: [
      [
        'return given.length === right.length && timingSafeEqual(given, right);',
        'return given.length > 0 && timingSafeEqual(right, right);',
      ],
    ],
  },
  {
    name: 'only the length of the signature is compared',
    edits: [
      ['given.length === right.length && timingSafeEqual(given, right)', 'given.length === right.length'],
    ],
  },
  {
    name: 'each replica makes a secret of its own',
    edits: [["process.env.SECRET ?? 'for the workshop alone'", 'String(Math.random())']],
  },
  {
    name: 'the name is encrypted without a MAC',
    edits: [
      ['createHmac,', 'createCipheriv, createDecipheriv, randomBytes, scryptSync,'],
      [
        COOKIE,
        `const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-ctr', scryptSync(SECRET, '', 32), iv);
    const text = Buffer.concat([iv, cipher.update(name, 'utf8'), cipher.final()]).toString('base64url');
    response.cookie('visitor', text, { httpOnly: true, sameSite: 'lax' });`,
      ],
      [VALUE, ''],
      [PARTS, "const bytes = Buffer.from(cookieOf(request, 'visitor') ?? '', 'base64url');"],
      [
        ANSWER,
        `if (bytes.length <= 16) return { name: null };
    const decipher = createDecipheriv('aes-256-ctr', scryptSync(SECRET, '', 32), bytes.subarray(0, 16));
    return { name: decipher.update(bytes.subarray(16)).toString() };`,
      ],
    ],
  },
];
