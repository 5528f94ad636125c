/** The part of a Fastify instance that is used here. */
interface Instance {
  addHook(name: 'preHandler', hook: (request: Request, reply: unknown, done: () => void) => void): unknown;
}

interface Request extends Record<string, unknown> {
  readonly raw: object;
}

/** What passport, connect-flash and csrf-sync put on a request. */
const PROPERTIES = [
  ...['user', 'authInfo', 'login', 'logIn', 'logout', 'logOut', 'isAuthenticated', 'isUnauthenticated'],
  // Where passport's methods look for what they need.
  ...['_sessionManager', '_userProperty'],
  ...['flash', 'csrfToken'],
];

/**
 * Gives handlers on Fastify what Express middleware has put on the request. Such middleware gets Node's request, which is
 * `request.raw` to a handler: without this, `request.logout` would be undefined there.
 */
export function showMiddlewareProperties(instance: Instance): void {
  instance.addHook('preHandler', (request, _reply, done) => {
    const raw = request.raw as Record<string, unknown>;
    for (const name of PROPERTIES) if (raw[name] !== undefined) request[name] ??= raw[name];
    done();
  });
}
