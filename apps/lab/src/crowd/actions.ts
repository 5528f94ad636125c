import type { Random } from '../random.js';
import { pick } from './distributions.js';

/** What a shopper can do, one request each. */
export type Action =
  | { readonly kind: 'browse'; readonly category: string }
  | { readonly kind: 'add'; readonly sku: string }
  | { readonly kind: 'look' }
  | { readonly kind: 'account' }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'check-out' };

const CATEGORIES = ['fruit', 'vegetables', 'dairy', 'bakery', 'pantry', 'drinks', 'kitchen', 'garden'];
/** Products that the catalogue has plenty of. */
const SKUS = ['FRU-001', 'FRU-002', 'VEG-001', 'DAI-001', 'PAN-001', 'DRI-001'];

/** How often each is done by who is not signed in, and by who is. */
const GUEST = { browse: 40, add: 20, look: 38, 'sign-in': 2 };
const CUSTOMER = { browse: 40, add: 20, look: 24, account: 15, 'check-out': 1 };

/** The next action of a shopper. */
export function drawAction(random: Random, signedIn: boolean): Action {
  const kind = signedIn ? pick(random, CUSTOMER) : pick(random, GUEST);
  if (kind === 'browse') return { kind, category: CATEGORIES[random.between(0, CATEGORIES.length - 1)]! };
  if (kind === 'add') return { kind, sku: drawSku(random) };
  return { kind };
}

/** Something to buy. */
export function drawSku(random: Random): string {
  return SKUS[random.between(0, SKUS.length - 1)]!;
}
