import { createHash } from 'node:crypto';
import { BadRequestException } from '@nestjs/common';

/**
 * Hash of what a request asks for, by its meaning: two JSON bodies whose members stand in another order are the same request
 * (RFC 8259, section 4). SHA-256 in base64url.
 * @throws BadRequestException if the parts are nested too deeply to compare
 * @example
 * fingerprint([{ sku: 'tea', quantity: 1 }]) === fingerprint([{ quantity: 1, sku: 'tea' }]); // true
 */
export function fingerprint(parts: readonly unknown[]): string {
  return createHash('sha256').update(canonicalJson(parts)).digest('base64url');
}

function canonicalJson(value: unknown): string {
  try {
    return JSON.stringify(value, sortMembers);
  } catch (error) {
    if (error instanceof RangeError)
      throw new BadRequestException('The request is nested too deeply. Send it with fewer levels.');
    throw error;
  }
}

function sortMembers(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
