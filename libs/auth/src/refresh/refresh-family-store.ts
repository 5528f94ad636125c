/** A refresh family: everything that grew out of one login, on one device. */
export interface RefreshFamily {
  readonly id: string;
  readonly userId: string;
  /** When the user logged in, seconds since 1970. */
  readonly authenticatedAt: number;
  /** Milliseconds since 1970, by the store's clock. */
  readonly createdAt: number;
  /** When it was last rotated, milliseconds since 1970, by the store's clock. */
  readonly lastSeenAt: number;
  /** What the user sees in the list of their sessions: a shortened User-Agent, say. */
  readonly device: string;
  /** Which replica last rotated it. */
  readonly replica: string;
}

/** Where to find a family: what a refresh token says in clear. */
export interface FamilyLocator {
  /** Opaque, the same for every family of a user: the store may keep them together by it. */
  readonly userTag: string;
  readonly familyId: string;
}

/** A new family, whose first token is known by its digest alone. */
export interface NewRefreshFamily extends FamilyLocator {
  readonly userId: string;
  readonly authenticatedAt: number;
  readonly device: string;
  readonly replica: string;
  readonly tokenDigest: string;
  /** What proves that a token was once one of this family, as a digest. */
  readonly proofDigest: string;
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

/** One token presented, and the one that shall follow it. */
export interface RotationRequest extends FamilyLocator {
  readonly presentedDigest: string;
  /** What {@link NewRefreshFamily.proofDigest} is compared with if the token is not known. */
  readonly presentedProofDigest: string;
  readonly successorDigest: string;
  /** The successor, readable only with the presented token. */
  readonly sealedSuccessor: string;
  readonly graceSeconds: number;
  readonly idleSeconds: number;
  readonly replica: string;
}

/** What became of a presented token. */
export type Rotation =
  /** It was the current one: the offered successor is now. */
  | { readonly outcome: 'rotated'; readonly family: RefreshFamily }
  /**
   * It was rotated before, and its successor is unused, or was first used within the grace. `sealedSuccessors` leads from it to the
   * current token: the first is readable with the presented token, each next one with the one before.
   */
  | {
      readonly outcome: 'reissued';
      readonly family: RefreshFamily;
      readonly sealedSuccessors: readonly string[];
    }
  /**
   * It was once valid, and its successor is in use: one of the two holders is a thief, so the family is ended by now (RFC 9700
   * section 4.14.2).
   */
  | { readonly outcome: 'reuseDetected'; readonly family: RefreshFamily }
  /** There is no such family, or the token was never one of it. Nothing was changed. */
  | { readonly outcome: 'unknown' };

/** Injection token of the interface of the same name. */
export const RefreshFamilyStore = Symbol('RefreshFamilyStore');

/**
 * Keeps refresh families. Each call is atomic; tokens are known to it by digest alone.
 * Every method throws what the driver throws when the store is unavailable.
 */
export interface RefreshFamilyStore {
  create(family: NewRefreshFamily): Promise<void>;
  rotate(request: RotationRequest): Promise<Rotation>;
  /** @param proofDigest if given, only a family with this one is ended. @returns whether there was one to end. */
  end(locator: FamilyLocator, proofDigest?: string): Promise<boolean>;
  /** Ends every family of a user but, where given, one. @returns the ids of those that ended. */
  endAll(userTag: string, exceptFamilyId?: string): Promise<string[]>;
  /** The living families of a user, the latest login first. */
  list(userTag: string): Promise<RefreshFamily[]>;
}
