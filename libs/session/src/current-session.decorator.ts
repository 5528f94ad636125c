import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Session } from './session.js';

interface Holder {
  readonly session?: Session;
}

/** Where the GraphQL servers put the request: Apollo in `req` (or `request`), Mercurius in `reply`. */
interface GraphqlContext {
  readonly req?: Holder;
  readonly request?: Holder;
  readonly reply?: { readonly request?: Holder };
}

/**
 * Injects the session of the request, in HTTP controllers and GraphQL resolvers.
 * @throws Error in gateways, message handlers and subscriptions of Apollo, which have no request: use `Sessions.open`
 * there. A subscription of Mercurius has the session of its handshake, and no response: call `save()` after assignments
 * @example
 * @Get('cart')
 * cart(@CurrentSession() session: Session) {
 *   return session.cart ?? [];
 * }
 */
export const CurrentSession = createParamDecorator((_data: unknown, context: ExecutionContext): Session => {
  const session = requestOf(context)?.session;
  if (session) return session;
  throw new Error(
    `@CurrentSession() found no session in ${context.getClass().name}.${context.getHandler().name} ` +
      `(${context.getType<string>()}). Without an HTTP request, inject Sessions and call ` +
      '`await sessions.open(cookieHeader)`; with one, check that SessionModule is imported and `paths` covers the route.',
  );
});

function requestOf(context: ExecutionContext): Holder | undefined {
  const type = context.getType<string>();
  if (type === 'http') return context.switchToHttp().getRequest<Holder>();
  if (type !== 'graphql') return undefined;
  // The arguments of a resolver: root, args, context, info.
  const { req, request, reply } = context.getArgByIndex<GraphqlContext>(2) ?? {};
  return req ?? request ?? reply?.request;
}
