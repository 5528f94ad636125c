import { expect, it } from 'vitest';
import { DecodedRecords } from './decoded-records.js';

const one = { data: {} };

it('knows the very same bytes of the very same record again, and nothing else', () => {
  const records = new DecodedRecords(10);
  const payload = Buffer.from('one');
  records.keep('a', payload, () => one);
  payload.write('two');
  expect(records.find('a', Buffer.from('one'))).toBe(one);
  expect(records.find('a', Buffer.from('two'))).toBeUndefined();
  expect(records.find('b', Buffer.from('one'))).toBeUndefined();
  records.forget('a');
  expect(records.find('a', Buffer.from('one'))).toBeUndefined();
});

it('keeps as many as it may, the newest', () => {
  const records = new DecodedRecords(2);
  for (const name of ['a', 'b', 'c']) records.keep(name, Buffer.from(name), () => one);
  expect(['a', 'b', 'c'].map((name) => records.find(name, Buffer.from(name)))).toEqual([undefined, one, one]);
  const none = new DecodedRecords(0);
  none.keep('a', Buffer.from('a'), () => one);
  expect(none.find('a', Buffer.from('a'))).toBeUndefined();
});
