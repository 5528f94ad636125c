import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { invalidRequest } from './validation.pipe.js';

/** NUL, which Postgres cannot store, and a surrogate without its other half, which UTF-8 cannot encode. With `u` a pair is one. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

const MESSAGE = 'must be text without NUL characters and unpaired surrogates';

/**
 * Refuses a request (400) whose path, query or body holds text that cannot be stored, before any guard or handler runs. Headers
 * need no check: Node.js refuses NUL in them, and decodes them as Latin-1, which has no surrogates.
 */
export function refuseUnstorableText(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preValidation', ({ params, query, body }, _reply, done) => {
      const issue = [params, query, body].map(findUnstorable).find((found) => found !== undefined);
      if (issue) done(invalidRequest([issue]));
      else done();
    });
}

/** Returns the first string or key that cannot be stored. Iterative, since a body may be nested deeper than the stack. */
export function findUnstorable(root: unknown): StandardSchemaV1.Issue | undefined {
  const open: { readonly value: unknown; readonly parent?: Place }[] = [{ value: root }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, parent } = next;
    if (typeof value === 'string' && UNSTORABLE.test(value)) return issueAt(parent);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      // The key itself has no place in a pointer: it could not be encoded.
      if (UNSTORABLE.test(key)) return issueAt(parent);
      open.push({ value: inner, parent: { key, ...(parent && { parent }) } });
    }
  }
  return undefined;
}

/** A key, and those that lead to it: linked, so that a deep body does not copy its path at each level. */
interface Place {
  readonly key: string;
  readonly parent?: Place;
}

function issueAt(place: Place | undefined): StandardSchemaV1.Issue {
  const path: string[] = [];
  for (let at = place; at; at = at.parent) path.unshift(at.key);
  return { path, message: MESSAGE };
}
