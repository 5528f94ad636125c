import { useSessionsOnExpress } from './express-sessions.js';
import { useSessionsOnFastify } from './fastify-sessions.js';
import { assertResponsesCanBeHeld } from './held-response.js';
import type { SessionTransport } from './session-transport.js';

/** The part of Nest's `AbstractHttpAdapter` that is used here. */
interface HttpAdapter {
  getType(): string;
  getInstance(): unknown;
}

const transports: Readonly<Record<string, (instance: never, transport: SessionTransport) => void>> = {
  express: useSessionsOnExpress,
  fastify: useSessionsOnFastify,
};

const installed = new WeakMap<object, SessionTransport>();

/**
 * Gives every request of a Nest application a session. A module calls it in its constructor, where `NestFactory` has
 * the adapter ready, and again in `configure`, since an application of a testing module gets its adapter later. The
 * second call has no effect.
 * @param adapter `httpAdapter` of Nest's `HttpAdapterHost`, undefined without HTTP
 * @throws Error on another adapter than Express and Fastify, or if the application has sessions of another module
 */
export function useSessions(adapter: HttpAdapter | undefined, transport: SessionTransport): void {
  if (!adapter) return;
  const use = transports[adapter.getType()];
  if (!use) throw new Error('SessionModule supports the Express and Fastify adapters of Nest.');
  const instance = adapter.getInstance() as object;
  const present = installed.get(instance);
  if (present === transport) return;
  if (present)
    throw new Error('SessionModule is imported twice: call `SessionModule.forRoot` in the root module only.');
  assertResponsesCanBeHeld();
  use(instance as never, transport);
  installed.set(instance, transport);
}
