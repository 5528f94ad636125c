import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShopApp } from './shop-app.js';

interface Operation {
  readonly summary?: string;
  readonly requestBody?: { readonly content: Record<string, { readonly schema: unknown }> };
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

describe('the API’s description', () => {
  let shop: ShopApp;
  let document: Document;

  beforeAll(async () => {
    shop = await ShopApp.start();
    document = (await (await shop.visitor().request('/api/openapi.json')).json()) as Document;
  });
  afterAll(() => shop.stop());

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
