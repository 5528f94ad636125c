import { describe, expect, it } from 'vitest';
import { searchWords, toTsQuery } from './search-words.js';

describe('the words of a search', () => {
  it('are letters and digits, so that they mean nothing to Postgres', () => {
    expect(searchWords('Red & (apples):* 1kg!')).toEqual(['red', 'apples', '1kg']);
  });

  it('find a product by the beginning of each of its words', () => {
    expect(toTsQuery(['red', 'app'])).toBe('red:* & app:*');
  });

  it('find a product by what it is called elsewhere', () => {
    expect(toTsQuery(['grilled', 'eggplant'])).toBe('grilled:* & (eggplant:* | aubergine:*)');
  });
});
