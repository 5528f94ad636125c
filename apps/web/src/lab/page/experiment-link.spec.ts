import { expect, test } from 'vitest';
import { linkOf, readChoices } from './experiment-link';

test('a link names both modes and the fault', () => {
  const choices = { first: 'stateless', second: 'any + postgres', event: 'pause' } as const;
  expect(readChoices(new URLSearchParams(`${linkOf(choices)}`))).toEqual(choices);
});

test('a link that names nothing, or nonsense, asks for the default', () => {
  const usual = { first: 'sticky', second: 'external', event: 'crash' };
  expect(readChoices(new URLSearchParams())).toEqual(usual);
  expect(readChoices(new URLSearchParams('compare=a,b,c&fault=flood'))).toEqual(usual);
});
