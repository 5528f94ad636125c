import type { INestApplication } from '@nestjs/common';
import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { PUBLIC_ROUTE } from '@app/auth';
import { operationsOf } from './operations.js';

/** What an API client sends; a browser sends the cookies of its login instead. */
const REQUIRED = [{ bearer: [] }];
const OPTIONAL = [{}, ...REQUIRED];

/** Says of every operation whether the caller must be signed in: unless its handler or controller is `@Public()`. */
export function addSecurity(document: OpenAPIObject, app: INestApplication): OpenAPIObject {
  const isPublic = publicOperations(app);
  for (const operation of operationsOf(document))
    operation.security = isPublic.has(operation.operationId ?? '') ? OPTIONAL : REQUIRED;
  return document;
}

/** The ids of the operations that are open to guests: those that `@nestjs/swagger` makes from class and method. */
function publicOperations(app: INestApplication): Set<string> {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  const ids = new Set<string>();
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype, name } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, () => unknown>;
      for (const method of scanner.getAllMethodNames(prototype)) {
        const targets = [prototype[method] as () => unknown, metatype];
        if (reflector.getAllAndOverride<boolean>(PUBLIC_ROUTE, targets)) ids.add(`${name}_${method}`);
      }
    }
  }
  return ids;
}
