import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import type { BalancerOptions } from './balancer.options.js';

const SOURCES = join(CHECKOUT, 'deploy', 'nginx');

/** One request in so many may be a login unless the options say otherwise: 50 of 2,000 a second. */
const REQUESTS_PER_LOGIN = 40;
/** One request in 200 may begin a guest's session unless the options say otherwise: 600 a minute of 2,000 a second. */
const REQUESTS_PER_GUEST_SESSION = 200;
const STREAMS = 50;

/** Fills in `${NAME}` as envsubst does in the container, and refuses a name that nobody gave. */
export function fillIn(template: string, values: Record<string, string>): string {
  return template.replace(/\$\{([A-Z_]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new Error(`The nginx template asks for ${name}, which the launcher does not give.`);
    return value;
  });
}

/** Lays a balancer's own folder: its configuration, from the one template, and room for what nginx writes. */
export function writeBalancerFiles(options: BalancerOptions): void {
  const { directory, crowdPort, tls, requestsPerSecond } = options;
  const loginsPerSecond = options.loginsPerSecond ?? Math.ceil(requestsPerSecond / REQUESTS_PER_LOGIN);
  const guestSessionsPerMinute =
    options.guestSessionsPerMinute ?? Math.ceil((requestsPerSecond * 60) / REQUESTS_PER_GUEST_SESSION);
  mkdirSync(directory, { recursive: true });
  const values = {
    LISTEN: `${options.host}:${options.port}${tls ? ' ssl' : ''}`,
    TLS: tls ? `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};` : '',
    CROWD_LISTEN: `127.0.0.1:${crowdPort ?? ''}`,
    BALANCER_ID: options.id,
    CLUSTER_ID: options.clusterId,
    SHOP_ROUTING: options.routing,
    LAB: options.lab ? 'on' : 'off',
    AFFINITY_SECONDS: String(options.affinitySeconds),
    CLIENT_REQUESTS_PER_SECOND: String(requestsPerSecond),
    CLIENT_BURST: String(requestsPerSecond * 2),
    CLIENT_LOGINS_PER_SECOND: String(loginsPerSecond),
    CLIENT_LOGIN_BURST: String(loginsPerSecond * 4),
    LIMIT_GUEST_SESSIONS: String(guestSessionsPerMinute),
    // Those of two seconds.
    CLIENT_GUEST_BURST: String(Math.ceil(guestSessionsPerMinute / 30)),
    CLIENT_STREAMS: String(options.streams ?? STREAMS),
    TRUST: options.trustedProxies.map((address) => `set_real_ip_from ${address};`).join(' '),
    RUN_DIRECTORY: directory,
  };
  const fill = (from: string, to: string) =>
    writeFileSync(join(directory, to), fillIn(readFileSync(join(SOURCES, from), 'utf8'), values));
  fill('nginx.conf.template', 'nginx.conf');
  fill('listener.conf', 'listener.conf');
  rmSync(join(directory, 'crowd.conf'), { force: true });
  if (crowdPort !== undefined) fill('crowd.conf.template', 'crowd.conf');
}
