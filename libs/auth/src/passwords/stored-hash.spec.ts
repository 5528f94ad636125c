import { describe, expect, it } from 'vitest';
import { readStoredHash } from './stored-hash.js';

const argon2 = (parameters: string) => `$argon2id$v=19$${parameters}$${'a'.repeat(22)}$${'a'.repeat(43)}`;
const bcrypt = (cost: string) => `$2b$${cost}$${'a'.repeat(53)}`;

describe('readStoredHash', () => {
  it.each([
    ['argon2', argon2('m=19456,t=2,p=1')],
    ['argon2', argon2('m=65536,t=64,p=4')],
    ['argon2', argon2('m=1048576,t=4,p=4')],
    ['bcrypt', bcrypt('16')],
  ])('accepts %s in %s', (kind, text) => {
    expect(readStoredHash(text)).toMatchObject({ kind });
  });

  it.each([
    argon2('m=1048577,t=1,p=1'),
    argon2('m=1048576,t=5,p=1'),
    argon2('m=65536,t=999,p=1'),
    argon2('m=19456,t=1000,p=1'),
    bcrypt('17'),
    bcrypt('03'),
  ])('refuses parameters that would cost a login too much, or none: %s', (text) => {
    expect(readStoredHash(text)).toBeUndefined();
  });
});
