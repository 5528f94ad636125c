import type { Principal } from '@app/auth';
import type { Session } from '@app/session';
import type { FastifyRequest } from 'fastify';

/** A request of the shop, with what the guard and the session hooks add to it. */
export type ShopRequest = FastifyRequest & { user?: Principal; readonly session: Session };
