import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../settings/settings.js';

/** Lets scripts and other replicas in. */
export const LAB_TOKEN_HEADER = 'x-lab-token';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const LOCAL = new Set(['127.0.0.1', 'localhost']);

/** Who may break things. */
@Injectable()
export class LabAccess {
  private readonly token: Buffer;
  private readonly publicHosts: ReadonlySet<string>;

  constructor(settings: Settings) {
    this.token = Buffer.from(settings.labToken);
    this.publicHosts = new Set(settings.publicOrigins.map((origin) => new URL(origin).host));
  }

  hasToken(headers: Headers): boolean {
    const given = Buffer.from(String(headers[LAB_TOKEN_HEADER] ?? ''));
    return given.length === this.token.length && timingSafeEqual(given, this.token);
  }

  /**
   * Whether the page that asks was loaded from an address of ours. A foreign name that resolves to this address (DNS rebinding)
   * makes its pages same-origin, so the cross-site rule alone would let them in.
   */
  isAddressedByOurName({ host }: Headers): boolean {
    if (typeof host !== 'string' || !URL.canParse(`http://${host}`)) return false;
    return LOCAL.has(new URL(`http://${host}`).hostname) || this.publicHosts.has(host);
  }
}
