import { describe, expect, it } from 'vitest';
import { mayBeRepeated, sendToOneOf } from './failover.js';

const answer = (status: number, servedBy: string) => ({
  status,
  headers: new Headers({ 'x-served-by': servedBy }),
});

/** Sends to `first`, which does that, or to `second`, which answers. */
const send = (repeatable: boolean, first: () => ReturnType<typeof answer>) => {
  const asked: string[] = [];
  const result = sendToOneOf(['first', 'second'], repeatable, async (url) => {
    asked.push(url);
    return url === 'first' ? first() : answer(200, 'shop-2');
  });
  return result.then(
    ({ answer: { status } }) => ({ status, asked }),
    (error: Error) => ({ status: error.message, asked }),
  );
};

const fail = (code: string) => () => {
  throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(), { code }) });
};

it('repeats what is safe, and what has a key', () => {
  expect(mayBeRepeated('GET', {})).toBe(true);
  expect(mayBeRepeated('POST', {})).toBe(false);
  expect(mayBeRepeated('POST', { 'Idempotency-Key': 'a' })).toBe(true);
});

describe('a balancer that gives no answer of the shop', () => {
  it('is passed over where the request may be repeated', async () => {
    expect(await send(true, fail('ECONNRESET'))).toEqual({ status: 200, asked: ['first', 'second'] });
    expect(await send(true, () => answer(504, 'balancer-1'))).toMatchObject({ status: 200 });
  });

  it('is not where the request may have been acted on', async () => {
    expect(await send(false, fail('ECONNRESET'))).toEqual({ status: 'fetch failed', asked: ['first'] });
    expect(await send(false, () => answer(504, 'balancer-1'))).toEqual({ status: 504, asked: ['first'] });
  });

  it('is passed over by any request that was never sent', async () => {
    expect(await send(false, fail('ECONNREFUSED'))).toMatchObject({ status: 200 });
  });
});

it('takes a replica at its word', async () => {
  expect(await send(true, () => answer(503, 'shop-1'))).toEqual({ status: 503, asked: ['first'] });
});
