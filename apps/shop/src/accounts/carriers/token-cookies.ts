import { hostCookieName, readCookies, type TokenPair } from '@app/auth';
import { Injectable } from '@nestjs/common';
import { type SetCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../settings/settings.js';

/** The name of the cookie with the access token, before its `__Host-` prefix. */
export function accessCookieName({ clusterId }: Settings): string {
  return `access_${clusterId}`;
}

/** The two cookies of the stateless mode. */
@Injectable()
export class TokenCookies {
  private readonly accessName: string;
  private readonly refreshName: string;

  constructor(settings: Settings) {
    this.accessName = accessCookieName(settings);
    this.refreshName = `refresh_${settings.clusterId}`;
  }

  /** The refresh tokens that the browser sent: more than one if other hosts or paths set such a cookie too. */
  refreshTokens(request: FastifyRequest): string[] {
    return readCookies(request, this.refreshName);
  }

  /** Whether the browser sent either cookie. */
  areSent(request: FastifyRequest): boolean {
    return [this.accessName, this.refreshName].some((name) => readCookies(request, name).length > 0);
  }

  set(request: FastifyRequest, reply: FastifyReply, tokens: TokenPair): void {
    this.append(request, reply, this.accessName, tokens.accessToken, tokens.expiresIn);
    this.append(request, reply, this.refreshName, tokens.refreshToken, tokens.refreshExpiresIn);
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    this.append(request, reply, this.accessName, '', 0);
    this.append(request, reply, this.refreshName, '', 0);
  }

  private append(
    request: FastifyRequest,
    reply: FastifyReply,
    name: string,
    value: string,
    maxAge: number,
  ): void {
    const cookie: SetCookie = {
      name: hostCookieName(request, name),
      value,
      maxAge,
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https',
      // A narrower path would hide the refresh cookie under the prefix /s/<id>/ of the url routing.
      path: '/',
    };
    reply.header('set-cookie', stringifySetCookie(cookie));
  }
}
