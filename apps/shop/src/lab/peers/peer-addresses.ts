import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Settings } from '../../settings/settings.js';

/** Where a replica of this cluster answers. */
export interface PeerAddress {
  /** Its name, where the source knows it before it is asked. */
  readonly id?: string;
  /** `address:port` inside the cluster; never the balancer. */
  readonly address: string;
}

/** Finds the replicas where the balancers find them: in the launcher's list, or by one DNS name. */
@Injectable()
export class PeerAddresses {
  constructor(private readonly settings: Settings) {}

  /** Whether the source names every replica, those that are down as well. */
  get complete(): boolean {
    return !this.settings.replicas?.startsWith('dns:');
  }

  /** All replicas, this one included; none if no source is configured or it is unavailable. */
  async find(): Promise<readonly PeerAddress[]> {
    const [, kind, source] = /^(file|dns):(.+)$/.exec(this.settings.replicas ?? '') ?? [];
    try {
      if (kind === 'file') return listed(await readFile(source ?? '', 'utf8'));
      if (kind === 'dns') return await resolved(source ?? '');
    } catch {
      // Its balancers go on with what they knew; the lab shows this replica alone until the source is back.
    }
    return [];
  }
}

/** Lines of `id address:port state`. */
function listed(text: string): readonly PeerAddress[] {
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([id, address]) => (id && address ? [{ id, address }] : []));
}

async function resolved(nameAndPort: string): Promise<readonly PeerAddress[]> {
  const [name = '', port] = nameAndPort.split(':');
  const addresses = await lookup(name, { all: true, family: 4 });
  return addresses.map(({ address }) => ({ address: `${address}:${port}` }));
}
