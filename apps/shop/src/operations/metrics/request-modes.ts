import type { FastifyRequest } from 'fastify';
import type { Settings } from '../../settings/settings.js';

/** Tells by which mode a request is served: the settings' own, or, in the lab, its visitor's. */
export interface RequestModes {
  ofRequest(request: Pick<FastifyRequest, 'headers' | 'protocol'>): Pick<Settings, 'routing' | 'state'>;
}

/** Injection token of {@link RequestModes}. */
export const RequestModes = Symbol('RequestModes');
