import { z } from 'zod';
import { findUnstorable } from '../http/storable-text.js';
import { InvalidCursorError } from './catalog.errors.js';

const positionSchema = z
  .tuple([z.string().max(200), z.string().max(64)])
  .refine((position) => findUnstorable(position) === undefined);

/** Where a page ended: the name and sku of its last good. */
export interface PagePosition {
  readonly name: string;
  readonly sku: string;
}

/** The opaque text of a position. */
export function encodeCursor({ name, sku }: PagePosition): string {
  return Buffer.from(JSON.stringify([name, sku])).toString('base64url');
}

/** @throws InvalidCursorError for a text that {@link encodeCursor} did not make */
export function decodeCursor(cursor: string): PagePosition {
  try {
    const [name, sku] = positionSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { name, sku };
  } catch {
    throw new InvalidCursorError();
  }
}
