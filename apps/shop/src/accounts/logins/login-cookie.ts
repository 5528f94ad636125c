import { createHmac, timingSafeEqual } from 'node:crypto';
import { hostCookieName, readCookies } from '@app/auth';
import { Injectable } from '@nestjs/common';
import { type SetCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../settings/settings.js';
import { LOGIN_ID } from './login-id.js';

const MAC_BYTES = 16;

/**
 * The cookie that names the browser's login. It signs no user in: it tells a logout what to end if the session is on another replica,
 * in another state, or in a store that does not answer. The MAC keeps strangers from ending logins that never were.
 */
@Injectable()
export class LoginCookie {
  private readonly name: string;

  constructor(private readonly settings: Settings) {
    this.name = `login_${settings.clusterId}`;
  }

  /** The ids of the logins that the browser names. There is more than one only if another host planted a cookie. */
  read(request: FastifyRequest): string[] {
    return readCookies(request, this.name).flatMap((value) => {
      const [id = '', mac = ''] = value.split('.');
      return LOGIN_ID.test(id) && this.isValid(id, mac) ? [id] : [];
    });
  }

  /** Names the browser's login, for as long as it can last. */
  set(request: FastifyRequest, reply: FastifyReply, loginId: string): void {
    const [current] = this.settings.sessionKeys;
    const mac = macOf(loginId, current!.key).toString('base64url');
    this.append(request, reply, `${loginId}.${mac}`, this.settings.sessionAbsoluteSeconds);
  }

  clear(request: FastifyRequest, reply: FastifyReply): void {
    this.append(request, reply, '', 0);
  }

  private isValid(id: string, mac: string): boolean {
    const given = Buffer.from(mac, 'base64url');
    return (
      given.length === MAC_BYTES &&
      this.settings.sessionKeys.some(({ key }) => timingSafeEqual(given, macOf(id, key)))
    );
  }

  private append(request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void {
    const cookie: SetCookie = {
      name: hostCookieName(request, this.name),
      value,
      maxAge,
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https',
      path: '/',
    };
    reply.header('set-cookie', stringifySetCookie(cookie));
  }
}

function macOf(loginId: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`login cookie ${loginId}`).digest().subarray(0, MAC_BYTES);
}
