import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, expect } from 'vitest';
import type { Cluster } from '../../lab/src/cluster/cluster.js';
import { it } from './market';
import { Shopper } from './shopper';

let cluster: Cluster;
let browser: Browser;
let evil: Server;
it.beforeAll(async ({ cluster: shared, browser: started }) => {
  cluster = shared;
  browser = started;
  evil = createServer((request, response) => {
    const action = new URL(request.url!, 'http://evil').searchParams.get('action');
    // A form can send text that is JSON: one field, whose name and value are its two halves.
    response.setHeader('content-type', 'text/html').end(
      `<form method=post enctype=text/plain action="${cluster.url}${action}">
        <input name='{"sku":"FRU-001","quantity":1,"x":"' value='"}'></form><script>document.forms[0].submit()</script>`,
    );
  }).listen(0);
  await once(evil, 'listening');
});
afterAll(() => evil?.close());

// Another port of the same host is another origin of the same site: there the browser does send SameSite cookies.
it.each(['External', 'Stateless', 'Sticky'])(
  '%s: a form on another origin changes nothing, from the same site and from another',
  async (preset) => {
    const shopper = await Shopper.arrive(browser, cluster.url);
    const { page } = shopper;
    // It is how everybody arrives.
    if (preset !== 'Sticky') await shopper.choose(preset);
    await shopper.visit('Bakery');
    await shopper.add('Baguette');
    await shopper.cart(1).waitFor();
    const { port } = evil.address() as AddressInfo;
    for (const host of ['127.0.0.1', 'localhost'])
      for (const action of ['/api/cart/items', '/api/auth/logout', '/api/lab/mode']) {
        const attack = await page.context().newPage();
        const answered = attack.waitForResponse((response) => response.url() === `${cluster.url}${action}`);
        await attack.goto(`http://${host}:${port}/?action=${encodeURIComponent(action)}`);
        expect((await answered).status()).toBe(403);
        await attack.close();
      }
    await page.reload();
    await shopper.cart(1).waitFor();
    await shopper.leave();
  },
);
