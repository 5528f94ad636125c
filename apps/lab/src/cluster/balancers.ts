import { join } from 'node:path';
import { Balancer } from '../balancer/balancer.js';
import { readOrCreateCertificate } from '../balancer/certificate.js';
import type { CleanUp } from './clean-up.js';
import type { CompleteOptions } from './cluster-defaults.js';
import type { Foundation } from './foundation.js';

/** Starts every balancer of a cluster; they share nothing but the list of replicas and the key of the pins. */
export async function startBalancers(
  options: CompleteOptions,
  { directory, ledger, ports, secrets }: Foundation,
  shared: { replicas: string; affinitySeconds: number },
  cleanUp: CleanUp,
): Promise<Balancer[]> {
  const running: Balancer[] = [];
  cleanUp.first(async () => {
    await Promise.all(running.map((balancer) => balancer.stop()));
  });
  const tls = options.tls ? readOrCreateCertificate(directory) : undefined;
  for (const [index, { port, crowdPort }] of ports.entries()) {
    const id = `balancer-${index + 1}`;
    const balancer = await Balancer.start({
      id,
      directory: join(directory, id),
      host: '127.0.0.1',
      port,
      crowdPort: options.lab ? crowdPort : undefined,
      tls,
      clusterId: secrets.clusterId,
      routing: options.routing,
      lab: options.lab,
      affinitySeconds: shared.affinitySeconds,
      requestsPerSecond: options.requestsPerSecond,
      ...(options.environment.LIMIT_GUEST_SESSIONS && {
        guestSessionsPerMinute: Number(options.environment.LIMIT_GUEST_SESSIONS),
      }),
      trustedProxies: (options.environment.TRUSTED_PROXIES ?? '').split(/[\s,]+/).filter(Boolean),
      routeKey: secrets.routeKey,
      replicas: shared.replicas,
      ledger,
    });
    balancer.on('died', (name, how) => options.onProgress(`${name} ended (${how}): starting it again`));
    running.push(balancer);
  }
  return running;
}
