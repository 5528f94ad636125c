import { randomUUID } from 'node:crypto';
import { GOODS } from './visitors.mjs';

const CHECKOUT = JSON.stringify({
  address: { name: 'Ada', street: '1 Market Street', city: 'London', postcode: 'N1', country: 'UK' },
  delivery: 'standard',
  payment: { token: 'tok_visa' },
});

let turns = 0;
const addOne = () => JSON.stringify({ sku: GOODS[turns++ % GOODS.length], quantity: 1 });

/** What is measured: what a browser does, and what brings every cart back to one of each product first. */
export const ROUTES = {
  cart: { visit: (browser) => browser.send('GET', '/api/cart') },
  me: { visit: (browser) => browser.send('GET', '/api/auth/me') },
  products: { visit: (browser) => browser.send('GET', '/api/products?limit=20') },
  add: { visit: (browser) => browser.send('POST', '/api/cart/items', addOne()), fills: true },
  checkout: {
    visit: async (browser) => {
      await browser.send('POST', '/api/cart/items', addOne());
      await browser.send('POST', '/api/checkout', CHECKOUT, { 'Idempotency-Key': randomUUID() });
    },
    fills: true,
  },
};

/** What the shop sets out to be: a route's CPU as a ratio to the bare handler's, and as a part of the old build's. */
export const GOALS = [
  ...['external', 'hybrid', 'stateless'].map((preset) => ({ route: 'cart', preset, toBare: 6 })),
  { route: 'cart', preset: 'sticky', toBare: 5 },
  ...['sticky', 'external', 'hybrid', 'stateless'].flatMap((preset) => [
    { route: 'me', preset, toBare: 5 },
    { route: 'products', preset, toBare: 6 },
    { route: 'add', preset, toBare: 10 },
  ]),
];

/** With `--peers`: this library and another one in the same application, on each platform of Nest. */
export const PEER_GOALS = [
  { ours: 'libs/session on Fastify', peer: '@fastify/session' },
  { ours: 'libs/session on Express', peer: 'express-session' },
];

/** The variants of `--peers`, by name. */
export const PEERS = PEER_GOALS.flatMap(({ ours, peer }) => [ours, peer]);

/** With `--before`, for the routes that every page asks for. */
export const PART_OF_BEFORE = { routes: ['cart', 'me', 'products'], most: 1 / 3 };
