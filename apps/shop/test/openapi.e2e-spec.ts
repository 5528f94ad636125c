import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaService } from '../src/database/prisma.service.js';
import { PASSWORD, ShopApp } from './shop-app.js';

interface Operation {
  readonly summary?: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Record<string, { readonly schema: unknown }>;
  };
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

const LAB_TOKEN = 'a-token-for-tests';
/** Path parameters of operations that take a body. */
const PARAMETERS: Record<string, string> = {
  id: '00000000-0000-4000-8000-000000000000',
  sku: 'PAN-001',
  fault: 'pause',
};

describe('the API’s description', () => {
  let shop: ShopApp;
  let document: Document;

  beforeAll(async () => {
    shop = await ShopApp.start({ LAB: 'on', LAB_TOKEN });
    document = (await (await shop.visitor().request('/api/openapi.json')).json()) as Document;
  });
  afterAll(() => shop.stop());

  function operationsWithBody() {
    return Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations)
        .filter(([, { requestBody }]) => requestBody !== undefined)
        .map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
    );
  }

  it.each([
    ['get', '/api/products'],
    ['get', '/api/products/{slug}'],
    ['get', '/api/cart'],
    ['post', '/api/cart/items'],
    ['patch', '/api/cart/items/{sku}'],
    ['delete', '/api/cart/items/{sku}'],
    ['post', '/api/checkout'],
    ['get', '/api/orders'],
    ['get', '/api/orders/{id}'],
    ['post', '/api/auth/register'],
    ['post', '/api/auth/login'],
    ['post', '/api/auth/logout'],
    ['get', '/api/auth/me'],
    ['post', '/api/auth/refresh'],
    ['post', '/api/auth/token'],
    ['get', '/api/auth/sessions'],
    ['patch', '/api/auth/me'],
    ['get', '/api/delivery'],
    ['get', '/api/admin/users'],
    ['get', '/api/admin/users/{id}/sessions'],
    ['delete', '/api/admin/users/{id}/sessions/{session}'],
    ['get', '/api/admin/orders'],
    ['get', '/.well-known/jwks.json'],
  ])('has %s %s', (method, path) => {
    expect(document.paths[path]?.[method]).toBeDefined();
  });

  it('describes what a cart takes and gives', () => {
    const { requestBody, responses } = document.paths['/api/cart/items']!['post']!;
    const json =
      JSON.stringify(requestBody) + JSON.stringify(responses['201']) + JSON.stringify(document.components);
    expect(json).toContain('"quantity"');
    expect(json).toContain('"unitPrice"');
  });

  it('says of every operation that errors are problems', () => {
    expect(document.components.schemas['Problem']).toMatchObject({
      required: expect.arrayContaining(['title', 'status']),
    });
    for (const operations of Object.values(document.paths)) {
      for (const operation of Object.values(operations)) {
        expect(operation.responses['default']?.content).toHaveProperty(['application/problem+json']);
      }
    }
  });

  it('takes no unknown member in any body, at any depth', () => {
    const objects: { path: string; closed: boolean }[] = [];
    const visit = (path: string, schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { $ref, properties, additionalProperties } = schema as Record<string, unknown>;
      if (typeof $ref === 'string') visit(path, document.components.schemas[$ref.split('/').at(-1)!]);
      if (properties !== undefined) objects.push({ path, closed: additionalProperties === false });
      for (const [name, part] of Object.entries(schema)) visit(`${path}/${name}`, part);
    };
    for (const { name, operation } of operationsWithBody())
      visit(name, operation.requestBody!.content['application/json']!.schema);
    expect(objects.length).toBeGreaterThan(12);
    expect(objects.filter(({ closed }) => !closed)).toEqual([]);
  });

  /** An administrator who sends a body, undefined for none, to any operation. */
  async function adminSends() {
    const admin = await shop.customer();
    const { user } = shop.app.get(PrismaService);
    await user.update({ where: { email: admin.email }, data: { roles: ['admin'] } });
    await admin.send('POST', '/api/auth/login', { email: admin.email, password: PASSWORD });
    return (method: string, path: string, body: unknown) => {
      const url = path.replace(/\{(\w+)\}/g, (_, parameter) => PARAMETERS[parameter as string] ?? 'x');
      const headers = { 'Idempotency-Key': crypto.randomUUID(), 'X-Lab-Token': LAB_TOKEN };
      if (body === undefined) return admin.request(url, { method: method.toUpperCase(), headers });
      return admin.send(method.toUpperCase(), url, body, headers);
    };
  }

  it('says of every body whether it may be left out', async () => {
    const send = await adminSends();
    for (const { name, method, path, operation } of operationsWithBody()) {
      const { status } = await send(method, path, undefined);
      expect([name, operation.requestBody!.required]).toEqual([name, status === 400]);
    }
  });

  it('is what the types of the pages were made from', async () => {
    const { default: openapiTS, astToString, COMMENT_HEADER } = await import('openapi-typescript');
    const types = COMMENT_HEADER + astToString(await openapiTS(document as never));
    // After a change of the API: this test with -u, or npm run api-types --workspace @app/web.
    await expect(types).toMatchFileSnapshot('../../web/src/api/schema.d.ts');
  });

  it('answers 400 to an unknown member of every body', async () => {
    const send = await adminSends();
    const answers: Record<string, unknown> = {};
    for (const { name, method, path } of operationsWithBody()) {
      const response = await send(method, path, { unexpected: true });
      const { errors = [] } = (await response.json()) as { errors?: { detail: string }[] };
      const named = errors.some(({ detail }) => /unexpected|^Send /.test(detail));
      answers[name] = [response.status, response.headers.get('content-type'), named];
    }
    expect(Object.keys(answers).length).toBeGreaterThan(9);
    for (const answer of Object.values(answers))
      expect(answer, JSON.stringify(answers)).toEqual([
        400,
        expect.stringContaining('application/problem+json'),
        true,
      ]);
  });

  it('passes the recommended rules of Redocly without an error or a warning', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    );
  });

  it('says of every operation whether a guest may call it, as the shop decides', async () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { security }] of Object.entries(operations)) {
        const isOpen = JSON.stringify(security) === JSON.stringify([{}, { bearer: [] }]);
        if (!isOpen) expect(security).toEqual([{ bearer: [] }]);
        if (isOpen || path.includes('/auth/')) continue;
        const url = path.replace(/\{\w+\}/g, 'x');
        const response = await shop.visitor().request(url, { method: method.toUpperCase() });
        expect(response.status, `${method} ${path}`).toBe(401);
      }
    }
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference]) => reference!,
    );
    const held = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references.filter((reference) => !held.includes(reference))).toEqual([]);
  });

  it('can be read as pages, with scripts of this host alone', async () => {
    const page = await (await shop.visitor().request('/api/docs')).text();
    const scripts = [...page.matchAll(/<script src="([^"]+)"/g)].map(([, source]) => source!);
    expect(scripts.length).toBeGreaterThan(0);
    expect(page).not.toMatch(/<script>/);
    for (const source of scripts) {
      const script = await shop.visitor().request(new URL(source, `${shop.url}/api/docs`).pathname);
      await script.arrayBuffer();
      expect(script.status).toBe(200);
    }
  });
});
