import { type RedisClient, RedisScript } from '../redis/redis-script.js';
import {
  CREATE_FAMILY,
  END_ALL_FAMILIES,
  END_FAMILY,
  LIST_FAMILIES,
  ROTATE_FAMILY,
} from './redis-scripts.js';
import type {
  FamilyLocator,
  NewRefreshFamily,
  RefreshFamily,
  RefreshFamilyStore,
  Rotation,
  RotationRequest,
} from './refresh-family-store.js';

const create = new RedisScript(CREATE_FAMILY);
const rotate = new RedisScript(ROTATE_FAMILY);
const end = new RedisScript(END_FAMILY);
const endAll = new RedisScript(END_ALL_FAMILIES);
const list = new RedisScript(LIST_FAMILIES);

/**
 * Refresh families in Redis: a hash each, and a sorted set of them for each user. All keys of a user share a hash tag,
 * so one script may touch them in a Cluster. Nothing in it opens anything: digests, and successors sealed to tokens
 * that Redis never sees.
 */
export class RedisRefreshFamilyStore implements RefreshFamilyStore {
  /** @param prefix set before every key; `refresh:` by default. */
  constructor(
    private readonly redis: RedisClient,
    private readonly prefix = 'refresh:',
  ) {}

  async create(family: NewRefreshFamily): Promise<void> {
    const { userId, authenticatedAt, device, replica, tokenDigest, proofDigest } = family;
    const fields = { userId, authenticatedAt, device, replica, current: tokenDigest, proof: proofDigest };
    await create.run(this.redis, this.keysOf(family), [
      family.familyId,
      family.idleSeconds * 1000,
      family.absoluteSeconds * 1000,
      ...Object.entries(fields).flat(),
    ]);
  }

  async rotate(request: RotationRequest): Promise<Rotation> {
    const [outcome, fields, sealedSuccessors] = (await rotate.run(this.redis, this.keysOf(request), [
      request.familyId,
      request.presentedDigest,
      request.presentedProofDigest,
      request.successorDigest,
      request.sealedSuccessor,
      request.graceSeconds * 1000,
      request.idleSeconds * 1000,
      request.replica,
    ])) as [Rotation['outcome'], string[]?, string[]?];
    if (outcome === 'unknown' || !fields) return { outcome: 'unknown' };
    const family = toFamily(request.familyId, fields);
    return outcome === 'reissued'
      ? { outcome, family, sealedSuccessors: sealedSuccessors ?? [] }
      : { outcome, family };
  }

  async end(locator: FamilyLocator, proofDigest = ''): Promise<boolean> {
    return (await end.run(this.redis, this.keysOf(locator), [locator.familyId, proofDigest])) === 1;
  }

  async endAll(userTag: string, exceptFamilyId = ''): Promise<string[]> {
    return (await endAll.run(this.redis, [this.indexOf(userTag)], [exceptFamilyId])) as string[];
  }

  async list(userTag: string): Promise<RefreshFamily[]> {
    const found = (await list.run(this.redis, [this.indexOf(userTag)], [])) as [string, string[]][];
    return found
      .map(([id, fields]) => toFamily(id, fields))
      .sort((left, right) => right.createdAt - left.createdAt);
  }

  private keysOf({ userTag, familyId }: FamilyLocator): [string, string] {
    return [`${this.prefix}{${userTag}}:family:${familyId}`, this.indexOf(userTag)];
  }

  private indexOf(userTag: string): string {
    return `${this.prefix}{${userTag}}:families`;
  }
}

function toFamily(id: string, flat: readonly string[]): RefreshFamily {
  const fields = new Map<string, string>();
  for (let index = 0; index + 1 < flat.length; index += 2)
    fields.set(flat[index] ?? '', flat[index + 1] ?? '');
  return {
    id,
    userId: fields.get('userId') ?? '',
    authenticatedAt: Number(fields.get('authenticatedAt')),
    createdAt: Number(fields.get('createdAt')),
    lastSeenAt: Number(fields.get('lastSeenAt')),
    device: fields.get('device') ?? '',
    replica: fields.get('replica') ?? '',
  };
}
