import { Visitor } from '../client/visitor.js';
import { named, type NamedMode } from '../crowd/presets.js';
import { quantile } from '../measure/evenness.js';
import { proportion } from '../report/proportion.js';
import type { Experiment } from '../laboratory/experiment.js';
import { afterSeconds } from './side-by-side.js';

const MODES = [
  { routing: 'cookie', state: 'memory' },
  { routing: 'any', state: 'redis' },
  { routing: 'cookie', state: 'near' },
  { routing: 'any', state: 'memcached' },
  { routing: 'any', state: 'postgres' },
  { routing: 'any', state: 'token' },
] as const;

const PROBES = {
  browse: ['GET', '/api/products?limit=5'],
  cart: ['GET', '/api/cart'],
  add: ['POST', '/api/cart/items'],
  account: ['GET', '/api/auth/me'],
} as const;

type Probe = keyof typeof PROBES;

/** Redis stops and comes back: what goes on without it, and how fast the rest says so. */
export const storeOutage: Experiment = {
  name: 'store-outage',
  question: 'Redis stops: what still works in each mode, and how fast does the rest fail and come back?',
  async run(laboratory) {
    // A demo's Redis is not the lab's to stop.
    const cluster = await laboratory.ownCluster();
    const stores = await laboratory.stores();
    const customers = [];
    for (const mode of laboratory.modes(MODES))
      customers.push(await Customer.signedIn(cluster.crowd!, mode, laboratory.length(6, 3)));
    laboratory.progress('Redis stops');
    await stores.stopRedis();
    // The first requests may meet connections that do not know yet.
    await afterSeconds(0.5);
    try {
      await Promise.all(customers.map((customer) => customer.probe()));
    } finally {
      laboratory.progress('Redis comes back');
      await stores.startRedis();
    }
    await Promise.all(customers.map((customer) => customer.untilWell()));
    const without = customers.filter(({ mode }) => !/redis|near/.test(mode.state));
    const needing = customers.filter(({ mode }) => /redis|near/.test(mode.state));
    const answers = customers.reduce((sum, { answers }) => sum + answers.length, 0);
    const wrong = customers.reduce((sum, customer) => sum + customer.anonymous, 0);
    const slowest = Math.max(...customers.flatMap(({ answers }) => answers.map(({ ms }) => ms)));
    return {
      tables: [
        {
          title: 'While Redis is unavailable: share of the responses that were good',
          columns: [
            'mode',
            ...Object.keys(PROBES),
            'median of a 503, ms',
            'longest answer, ms',
            'well again after, s',
            'carts kept',
          ],
          rows: customers.map((customer) => [
            customer.mode.name,
            ...(Object.keys(PROBES) as Probe[]).map((probe) => `${Math.round(100 * customer.good(probe))} %`),
            quantile(
              customer.answers.filter(({ status }) => status === 503).map(({ ms }) => ms),
              0.5,
            ),
            Math.max(...customer.answers.map(({ ms }) => ms)),
            customer.wellAfter,
            proportion(customer.kept, customer.count),
          ]),
        },
      ],
      verdicts: [
        {
          claim: 'browsing works in every mode',
          holds: customers.every((customer) => customer.good('browse') === 1),
          evidence: `${customers.length} modes, ${customers.map((customer) => `${Math.round(100 * customer.good('browse'))} %`).join(', ')}`,
        },
        {
          claim: 'carts that are elsewhere go on',
          holds: without.every((customer) => customer.good('cart') === 1),
          evidence: without.map(({ mode }) => mode.name).join(', '),
        },
        {
          claim: 'carts that are in Redis say 503, and nobody is taken for a stranger',
          holds: wrong === 0 && needing.every((customer) => customer.good('add') === 0),
          evidence: `${proportion(wrong, answers, 'answers')} were a stranger's`,
        },
        {
          claim: 'nothing hangs: every answer comes within five seconds',
          holds: slowest < 5_000,
          evidence: `${slowest.toFixed(0)} ms at most`,
        },
        {
          claim: 'when Redis is back, every cart is there',
          holds: customers.every(({ kept, count }) => kept === count),
          evidence: customers
            .map(({ mode, kept, count }) => `${mode.name} ${proportion(kept, count)}`)
            .join(', '),
        },
      ],
      insight: [
        `Without Redis ${without.map(({ mode }) => mode.name).join(', ')} still showed carts; ${needing.map(({ mode }) => mode.name).join(' and ')} answered 503 instead, and were well ${Math.max(...needing.map(({ wellAfter }) => wellAfter)).toFixed(1)} s after it was back.`,
        'A route that needs the session should fail fast and say so, and other routes should not be affected. An empty cart instead of a full one is the one wrong response.',
      ],
    };
  },
};

interface Answer {
  readonly probe: Probe;
  readonly status: number;
  readonly ms: number;
}

/** Signed-in visitors of one mode with something in the cart. */
class Customer {
  readonly answers: Answer[] = [];
  /** Responses as for a visitor who is not signed in or has no cart. */
  anonymous = 0;
  wellAfter = 0;
  kept = 0;

  private constructor(
    readonly mode: NamedMode,
    private readonly browsers: readonly Visitor[],
  ) {}

  static async signedIn(url: string, mode: NamedMode, count: number): Promise<Customer> {
    const browsers = Array.from({ length: count }, () => new Visitor(url));
    const { routing, state } = named(mode);
    for (const browser of browsers) {
      const account = {
        email: `${crypto.randomUUID()}@example.com`,
        password: crypto.randomUUID(),
        name: 'Ada',
      };
      const answers = [
        await browser.send('PUT', '/api/lab/mode', { routing, state }),
        await browser.send('POST', '/api/auth/register', account),
        await browser.send('POST', '/api/cart/items', { sku: 'FRU-001', quantity: 1 }),
      ];
      const bad = answers.find(({ ok }) => !ok);
      if (bad) throw new Error(`${mode.name} was answered by ${bad.status}: ${await bad.text()}`);
    }
    return new Customer(mode, browsers);
  }

  get count(): number {
    return this.browsers.length;
  }

  good(probe: Probe): number {
    const mine = this.answers.filter((answer) => answer.probe === probe);
    return mine.filter(({ status }) => status < 300).length / mine.length;
  }

  async probe(): Promise<void> {
    for (let round = 0; round < 3; round++)
      for (const browser of this.browsers)
        for (const probe of Object.keys(PROBES) as Probe[]) {
          const began = performance.now();
          const { status, stranger } = await ask(browser, probe);
          if (stranger) this.anonymous++;
          this.answers.push({ probe, status, ms: performance.now() - began });
        }
  }

  /** Asks for every cart until it is shown. */
  async untilWell(): Promise<void> {
    const began = performance.now();
    for (const browser of this.browsers) {
      while (performance.now() - began < 20_000) {
        const { status, stranger } = await ask(browser, 'cart');
        if (status === 200) {
          if (!stranger) this.kept++;
          break;
        }
        await afterSeconds(0.05);
      }
    }
    this.wellAfter = (performance.now() - began) / 1000;
  }
}

async function ask(browser: Visitor, probe: Probe): Promise<{ status: number; stranger: boolean }> {
  const [method, path] = PROBES[probe];
  const answer =
    method === 'POST'
      ? await browser.send(method, path, { sku: 'DRI-001', quantity: 1 })
      : await browser.request(path);
  const { items } = (await answer.json()) as { items?: unknown[] };
  const hasNoCart = probe === 'cart' && answer.status === 200 && items?.length === 0;
  return { status: answer.status, stranger: answer.status === 401 || hasNoCart };
}
