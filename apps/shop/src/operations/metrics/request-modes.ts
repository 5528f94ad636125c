import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../../settings/settings.js';

/** The part of a request in which its visitor's mode lies. */
export interface ModalRequest {
  readonly headers: IncomingHttpHeaders;
  /** `http` or `https`. */
  readonly protocol: string;
}

/** Tells by which mode a request is served: the settings' own, or, in the lab, its visitor's. */
export interface RequestModes {
  ofRequest(request: ModalRequest): Pick<Settings, 'routing' | 'state'>;
}

/** Injection token of {@link RequestModes}. */
export const RequestModes = Symbol('RequestModes');
