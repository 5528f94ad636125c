import { Inject, Injectable, Logger } from '@nestjs/common';
import { RefreshRefusedError, RefreshUnavailableError } from '../auth.errors.js';
import { AUTH_OPTIONS, type AuthOptions } from '../auth.options.js';
import type { Principal } from '../principal.js';
import { RevocationList } from '../revocation/revocation-list.js';
import { AccessTokenIssuer } from '../tokens/access-token.issuer.js';
import { type AuthUser, UserDirectory } from '../users/user-directory.js';
import {
  type FamilyLocator,
  type RefreshFamily,
  RefreshFamilyStore,
  type Rotation,
} from './refresh-family-store.js';
import { RefreshToken, userTag } from './refresh-token.js';

/** Where a login happens: shown in the user's list of sessions. */
export interface DeviceNote {
  readonly device: string;
  readonly replica: string;
}

/** What a client gets at login and at each refresh. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  /** Seconds until the refresh token expires when it is not used. */
  readonly refreshExpiresIn: number;
  readonly userId: string;
}

/**
 * Issues access tokens with a refresh token beside them, rotates that, and ends families.
 * @throws {RefreshUnavailableError} from every method, when the store does not answer.
 */
@Injectable()
export class RefreshTokens {
  private readonly logger = new Logger(RefreshTokens.name);

  constructor(
    @Inject(AUTH_OPTIONS) private readonly options: AuthOptions,
    @Inject(RefreshFamilyStore) private readonly families: RefreshFamilyStore,
    @Inject(UserDirectory) private readonly users: UserDirectory,
    @Inject(RevocationList) private readonly revocations: RevocationList,
    private readonly issuer: AccessTokenIssuer,
  ) {}

  /**
   * Starts a family: a login on one device.
   * @param familyId 22 characters of base64url, never used before; random by default
   */
  async start(
    user: Pick<AuthUser, 'id' | 'roles' | 'permissions'>,
    authenticatedAt: number,
    note: DeviceNote,
    familyId?: string,
  ): Promise<TokenPair> {
    const token = RefreshToken.first(user.id, familyId);
    // First: a token that cannot be issued begins no family.
    const pair = await this.pair(token, user, authenticatedAt);
    await reachable(
      this.families.create({
        userTag: token.userTag,
        familyId: token.familyId,
        tokenDigest: token.digest,
        proofDigest: token.proofDigest,
        userId: user.id,
        authenticatedAt,
        idleSeconds: this.options.refresh.idleSeconds,
        absoluteSeconds: this.options.refresh.absoluteSeconds,
        ...note,
      }),
    );
    return pair;
  }

  /**
   * Exchanges a refresh token for its successor and a new access token. Until the successor is used, and for the grace after that, the
   * same successor comes again: parallel tabs, a lost response and an outage, however long, sign no user out. Later a former
   * token ends its family. A text that was never a token of the family is refused and changes nothing.
   * @throws {RefreshRefusedError} for a token that is unknown, expired, ended or used up.
   */
  async refresh(text: string, replica: string): Promise<TokenPair> {
    const presented = RefreshToken.parse(text);
    if (!presented) throw this.refusal('refused');
    const offered = presented.successor();
    const rotation = await reachable(
      this.families.rotate({
        userTag: presented.userTag,
        familyId: presented.familyId,
        presentedDigest: presented.digest,
        presentedProofDigest: presented.proofDigest,
        successorDigest: offered.digest,
        sealedSuccessor: presented.seal(offered),
        graceSeconds: this.options.refresh.graceSeconds,
        idleSeconds: this.options.refresh.idleSeconds,
        replica,
      }),
    );
    const [family, token] = await this.judge(rotation, presented, offered);
    const user = await this.users.findById(family.userId);
    const { id: familyId, userId, authenticatedAt } = family;
    const isRevoked = this.revocations.isRevoked({ userId, authenticatedAt, familyId });
    if (!user || authenticatedAt < (user.notBefore ?? 0) || isRevoked) {
      await reachable(this.families.end(presented));
      throw this.refusal('refused');
    }
    this.options.events.refreshToken?.(rotation.outcome === 'reissued' ? 'reissued' : 'rotated');
    return this.pair(token, user, family.authenticatedAt);
  }

  /**
   * Ends the family of a refresh token, a current or a former one, and the access tokens issued with it. A text that was never a token
   * of the family changes nothing.
   */
  async end(text: string): Promise<void> {
    const token = RefreshToken.parse(text);
    if (token) await this.endFamily(token, token.proofDigest);
  }

  /** Ends the family that a verified access token belongs to, and all its access tokens. */
  async endOwn({ userId, familyId }: Pick<Principal, 'userId' | 'familyId'>): Promise<void> {
    if (familyId === undefined) return;
    await reachable(this.families.end({ userTag: userTag(userId), familyId }));
    // Even where the family had expired: this access token has not.
    await this.revocations.revokeFamily(familyId, this.accessTokensEnd());
  }

  /** Ends one family of a user, by an id that need not be theirs. @returns whether there was one. */
  async endOne(userId: string, familyId: string): Promise<boolean> {
    return this.endFamily({ userTag: userTag(userId), familyId });
  }

  /** Ends every family of a user but, where given, one. */
  async endAll(userId: string, exceptFamilyId?: string): Promise<void> {
    const ended = await reachable(this.families.endAll(userTag(userId), exceptFamilyId));
    await Promise.all(
      ended.map((familyId) => this.revocations.revokeFamily(familyId, this.accessTokensEnd())),
    );
  }

  /** The living families of a user, the latest login first. */
  async list(userId: string): Promise<RefreshFamily[]> {
    return reachable(this.families.list(userTag(userId)));
  }

  private async judge(
    rotation: Rotation,
    presented: RefreshToken,
    offered: RefreshToken,
  ): Promise<[RefreshFamily, RefreshToken]> {
    switch (rotation.outcome) {
      case 'rotated':
        return [rotation.family, offered];
      case 'reissued':
        return [
          rotation.family,
          rotation.sealedSuccessors.reduce((token, sealed) => token.open(sealed), presented),
        ];
      case 'reuseDetected': {
        const { id, userId } = rotation.family;
        this.logger.warn(`A used refresh token came back: its family ${id} of user ${userId} is ended.`);
        await this.revocations.revokeFamily(id, this.accessTokensEnd());
        throw this.refusal('reuseDetected');
      }
      case 'unknown':
        throw this.refusal('refused');
    }
  }

  private refusal(outcome: 'refused' | 'reuseDetected'): RefreshRefusedError {
    this.options.events.refreshToken?.(outcome);
    return new RefreshRefusedError();
  }

  private async endFamily(locator: FamilyLocator, proofDigest?: string): Promise<boolean> {
    const existed = await reachable(this.families.end(locator, proofDigest));
    // Not otherwise: the id may be another user's.
    if (existed) await this.revocations.revokeFamily(locator.familyId, this.accessTokensEnd());
    return existed;
  }

  private async pair(
    token: RefreshToken,
    user: Pick<AuthUser, 'id' | 'roles' | 'permissions'>,
    authenticatedAt: number,
  ): Promise<TokenPair> {
    const access = await this.issuer.issue({
      userId: user.id,
      roles: user.roles,
      permissions: user.permissions,
      authenticatedAt,
      familyId: token.familyId,
    });
    return {
      accessToken: access.token,
      refreshToken: token.toString(),
      expiresIn: access.expiresIn,
      refreshExpiresIn: this.options.refresh.idleSeconds,
      userId: user.id,
    };
  }

  /** When the last access token issued until now expires, seconds since 1970. */
  private accessTokensEnd(): number {
    return Math.ceil(Date.now() / 1000) + this.options.accessTokenSeconds;
  }
}

async function reachable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new RefreshUnavailableError(error);
  }
}
