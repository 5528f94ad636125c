import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { hostCookieName } from '@app/auth';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { ModalRequest, RequestModes } from '../operations/metrics/request-modes.js';
import { ROUTINGS, STATES, type Routing, type State } from '../settings/settings.schema.js';
import { Settings } from '../settings/settings.js';
import type { Mode } from './presets.js';

type Cookies = Readonly<Record<string, string | undefined>>;

/** Reads and writes the two cookies in which a visitor's choice lies: the balancer reads one, the replica the other. */
@Injectable()
export class VisitorModes implements RequestModes {
  private readonly routingCookie: string;
  private readonly stateCookie: string;
  /** The modes of the requests that are being served, each worked out once. */
  private readonly modes = new WeakMap<IncomingHttpHeaders, Mode>();

  constructor(private readonly settings: Settings) {
    this.routingCookie = `lab_routing_${settings.clusterId}`;
    this.stateCookie = `lab_state_${settings.clusterId}`;
  }

  /** The mode that a request asks for. */
  ofRequest({ headers, protocol }: ModalRequest): Mode {
    let mode = this.modes.get(headers);
    if (!mode) {
      mode = this.of(parseCookie(headers.cookie ?? ''), protocol === 'https');
      this.modes.set(headers, mode);
    }
    return mode;
  }

  /** The mode of these cookies; what is missing or unknown is as the settings say. */
  of(cookies: Cookies, secure: boolean): Mode {
    const routing = cookies[nameOver(secure, this.routingCookie)];
    const state = cookies[nameOver(secure, this.stateCookie)];
    return {
      routing: isOneOf(ROUTINGS, routing) ? routing : this.settings.routing,
      state: isOneOf(STATES, state) ? state : this.settings.state,
    };
  }

  /** The `Set-Cookie` values that choose a mode. */
  choose(mode: Mode, secure: boolean): readonly string[] {
    return [
      [this.routingCookie, mode.routing],
      [this.stateCookie, mode.state],
    ].map(([name = '', value]) =>
      stringifySetCookie({
        name: nameOver(secure, name),
        value,
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        // As long as a login: a browser that is restarted must not lose its way to it.
        maxAge: this.settings.sessionAbsoluteSeconds,
      }),
    );
  }
}

function nameOver(secure: boolean, name: string): string {
  return hostCookieName({ protocol: secure ? 'https' : 'http' }, name);
}

function isOneOf<T extends Routing | State>(values: readonly T[], value: string | undefined): value is T {
  return (values as readonly string[]).includes(value ?? '');
}
