// better-auth with Redis as its secondary storage. Both replicas know the same two users.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { hashPassword } from 'better-auth/crypto';
import { toNodeHandler } from 'better-auth/node';
import { Redis } from 'ioredis';

const redis = new Redis(process.env.REDIS_URL);
redis.on('error', () => undefined);

const createdAt = new Date();
const names = ['ada', 'bob'];
const password = await hashPassword('a long password');
const database = {
  user: names.map((id) => ({
    ...{ id, name: id, email: `${id}@example.com`, emailVerified: true },
    ...{ createdAt, updatedAt: createdAt },
  })),
  account: names.map((id) => ({
    ...{ id: `account-${id}`, accountId: id, userId: id, providerId: 'credential', password },
    ...{ createdAt, updatedAt: createdAt },
  })),
  session: [],
  verification: [],
};

const origin = `http://127.0.0.1:${process.env.PORT}`;
const auth = betterAuth({
  baseURL: origin,
  secret: 'a secret of the score, 32 characters long',
  database: memoryAdapter(database),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  secondaryStorage: {
    get: (key) => redis.get(key),
    set: async (key, value, ttl) =>
      void (ttl ? await redis.set(key, value, 'EX', ttl) : await redis.set(key, value)),
    delete: async (key) => void (await redis.del(key)),
  },
});
const handle = toNodeHandler(auth);
createServer((request, response) => {
  // A request of a browser has an Origin; the tool's requests are those of a page of the same origin.
  request.headers.origin = origin;
  void handle(request, response);
}).listen(Number(process.env.PORT), '127.0.0.1');
