import { RefreshTokens } from '@app/auth';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaService } from '../src/database/prisma.service.js';
import { Arbitraries, CALLERS, type FuzzRequest, type KnownValues } from './openapi/arbitraries.js';
import { Contract, type Answer } from './openapi/contract.js';
import { operationsOf, type Document } from './openapi/document.js';
import { ShopApp } from './shop-app.js';

/** Requests of one run. `FUZZ_SEED=… FUZZ_REQUESTS=…` make other ones. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? (process.env['TEST_FULL'] === '1' ? 20_000 : 1_000));
const SEED = Number(process.env['FUZZ_SEED'] ?? 21);

/** Operations that end the login of their caller. */
const ENDS_LOGIN = ['POST /api/auth/logout', 'POST /api/auth/logout-all'];
/** Operations that hash a password, which takes longer than all else: there are fewer requests to them. */
const HASHES = ['register', 'login', 'token', 'password'].map((name) => `POST /api/auth/${name}`);

describe('the API, by its OpenAPI document', () => {
  let shop: ShopApp;
  let document: Document;
  let known: KnownValues;
  const tokens: Record<(typeof CALLERS)[number], string | undefined> = {
    guest: undefined,
    customer: undefined,
    admin: undefined,
  };

  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'on' });
    const visitor = shop.visitor();
    document = (await (await visitor.request('/api/openapi.json')).json()) as Document;
    const { items } = (await (await visitor.request('/api/products?limit=5')).json()) as {
      items: { sku: string; slug: string; category: string }[];
    };
    known = {
      sku: items.map(({ sku }) => sku),
      slug: items.map(({ slug }) => slug),
      category: items.map(({ category }) => category),
      // No replica of a fault call: it would stop this process.
      '/api/admin/users/{id}/sessions id': [(await addUser([])).id],
      '/api/admin/users/{id}/roles id': [(await addUser([])).id],
    };
    await signIn('customer');
    await signIn('admin');
  });
  afterAll(() => shop.stop());

  /** Adds a user without a password to hash. */
  function addUser(roles: string[]) {
    const email = `fuzz-${crypto.randomUUID()}@example.com`;
    return shop.app
      .get(PrismaService)
      .user.create({ data: { email, name: 'Fuzz', passwordHash: 'none', roles } });
  }

  async function signIn(caller: 'customer' | 'admin'): Promise<void> {
    const { id } = await addUser([caller]);
    const user = { id, roles: [caller], permissions: [] };
    const note = { device: 'fuzz', replica: 'shop-1' };
    const pair = await shop.app.get(RefreshTokens).start(user, Math.floor(Date.now() / 1000), note);
    tokens[caller] = pair.accessToken;
  }

  let sent = 0;
  async function send({ operation, caller, parameters, body }: FuzzRequest): Promise<Answer> {
    sent += 1;
    const url = new URL(shop.url);
    let { path } = operation;
    // Each request comes from an address of its own: rate limits have tests of their own.
    const headers = new Headers({ 'x-forwarded-for': `10.${sent >> 16}.${(sent >> 8) & 255}.${sent & 255}` });
    for (const [name, value] of Object.entries(parameters)) {
      const { in: place } = operation.parameters!.find((parameter) => parameter.name === name)!;
      if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(String(value)));
      else if (place === 'query') url.searchParams.set(name, String(value));
      else headers.set(name, String(value));
    }
    url.pathname = path;
    const token = tokens[caller];
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const { method } = operation;
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const mediaType = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
    if (mediaType === 'text/event-stream') await response.body?.cancel();
    const text = mediaType === 'text/event-stream' ? '' : await response.text();
    if (ENDS_LOGIN.includes(operation.name) && caller !== 'guest') await signIn(caller);
    return { status: response.status, mediaType, text };
  }

  it('answers as the document declares, whatever is sent', { timeout: 60_000 + REQUESTS * 60 }, async () => {
    const contract = new Contract(document);
    const statuses = new Map<number, number>();
    const arbitraries = new Arbitraries(document, known);
    const requests = fc.oneof(
      ...operationsOf(document).map((operation) => ({
        weight: HASHES.includes(operation.name) ? 1 : 4,
        arbitrary: arbitraries.requestsTo(operation),
      })),
    );
    const property = fc.asyncProperty(requests, async (request) => {
      const answer = await send(request);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const breach = contract.breach(request, answer);
      if (breach !== undefined)
        throw new Error(
          `${request.operation.name}: ${breach}\n${answer.status} ${answer.text.slice(0, 500)}`,
        );
    });
    await fc.assert(property, { seed: SEED, numRuns: REQUESTS, verbose: false });
    // The requests reach further than the checks of their form.
    for (const status of [200, 201, 204, 400, 401, 403, 404, 409])
      expect(statuses.get(status) ?? 0, `answers with ${status}`).toBeGreaterThan(0);
  });
});
