import type { ExecutionContext } from '@nestjs/common';
import type { AuthRequest } from '../principal.js';

/** What GraphQL drivers put into a resolver's context: Apollo `req`, Mercurius `reply`. */
interface GraphqlContext {
  readonly req?: AuthRequest;
  readonly request?: AuthRequest;
  readonly reply?: { readonly request?: AuthRequest };
}

/**
 * Returns the HTTP request behind a call of a controller or of a GraphQL resolver. Undefined for a message of a WebSocket or of a
 * microservice: it has no headers of its own that could be judged.
 */
export function requestOf(context: ExecutionContext): AuthRequest | undefined {
  const type = context.getType<string>();
  if (type === 'http') return context.switchToHttp().getRequest<AuthRequest>();
  if (type !== 'graphql') return undefined;
  const { req, request, reply } = context.getArgByIndex<GraphqlContext | undefined>(2) ?? {};
  const found = req ?? request ?? reply?.request;
  return found?.headers ? found : undefined;
}
