import type { WrongSolution } from '../runner/wrong-solution.js';

const VERIFY =
  "({ payload } = await jwtVerify(authorization.slice('Bearer '.length), SECRET, { algorithms: ['HS256'] }));";
const REVOKE = "await redis.set(`revoked:${jti}`, 1, 'EXAT', exp + 1);";
const REVOKED = 'if (await redis.exists(`revoked:${payload.jti}`)) throw new UnauthorizedException();';
const CONNECT = 'const redis = new Redis(process.env.REDIS_URL!);';
const PUBSUB = `${CONNECT}
const revoked = new Set<string>();
const subscriber = new Redis(process.env.REDIS_URL!);
await subscriber.subscribe('revoked');
subscriber.on('message', (_, jti) => revoked.add(jti));`;

export const wrong: readonly WrongSolution[] = [
  {
    name: 'the end of a token is not looked at',
    edits: [[VERIFY, VERIFY.replace("['HS256'] }", "['HS256'], clockTolerance: 86_400 }")]],
  },
  {
    name: 'revocation is told by pub/sub and kept in memory',
    edits: [
      [CONNECT, PUBSUB],
      [REVOKE, "await redis.publish('revoked', jti!);"],
      [REVOKED, 'if (revoked.has(payload.jti!)) throw new UnauthorizedException();'],
    ],
  },
  {
    name: 'revocation is kept by the replica that was told',
    edits: [
      [CONNECT, `${CONNECT}\nconst revoked = new Set<string>();`],
      [REVOKE, 'revoked.add(jti!);'],
      [REVOKED, 'if (revoked.has(payload.jti!)) throw new UnauthorizedException();'],
    ],
  },
  {
    name: 'the payload is decoded and not verified',
    edits: [
      [VERIFY, "payload = decodeJwt(authorization.slice('Bearer '.length));"],
      ['import { jwtVerify, SignJWT }', 'import { decodeJwt, SignJWT }'],
    ],
  },
  {
    name: 'revocation is remembered for a second',
    edits: [[REVOKE, "await redis.set(`revoked:${jti}`, 1, 'EX', 1);"]],
  },
  {
    name: 'a logout ends every token of the user',
    breaks: 'works',
    edits: [
      [REVOKE, "await redis.set(`revoked:${sub}`, 1, 'EXAT', exp + 1);"],
      ['const { jti, exp = 0 }', 'const { sub, exp = 0 }'],
      [REVOKED, 'if (await redis.exists(`revoked:${payload.sub}`)) throw new UnauthorizedException();'],
    ],
  },
];
