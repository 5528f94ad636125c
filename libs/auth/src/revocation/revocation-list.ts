/** What a login is known by when the list is asked. */
export interface Credential {
  readonly userId: string;
  /** Seconds since 1970. */
  readonly authenticatedAt: number;
  readonly tokenId?: string | undefined;
  readonly familyId?: string | undefined;
}

/** What was ended: one access token, those of one refresh family, or the earlier logins of one user. */
export interface Revocation {
  readonly kind: 'token' | 'family' | 'user';
  readonly id: string;
}

/** Injection token of the interface of the same name. */
export const RevocationList = Symbol('RevocationList');

/**
 * What ended before its time. Asked on every request, so the answer comes from this process's memory;
 * writing tells every replica.
 */
export interface RevocationList {
  /** True once the credential's token, its family, or all earlier logins of its user were ended. */
  isRevoked(credential: Credential): boolean;
  /** Ends one access token. `until`: the token's own expiry, seconds since 1970. */
  revokeToken(tokenId: string, until: number): Promise<void>;
  /** Ends the access tokens of one refresh family. `until`: when the last of them expires, seconds since 1970. */
  revokeFamily(familyId: string, until: number): Promise<void>;
  /**
   * Ends whatever this user signed in to before `notBefore` (seconds since 1970).
   * `until`: when the longest-lived of those would have expired by itself.
   */
  revokeUser(userId: string, notBefore: number, until: number): Promise<void>;
  /**
   * Has `listener` called with each revocation as this replica learns of it, wherever it was made: for what no request
   * asks about again, such as an open WebSocket. `isRevoked` knows of it by then.
   * @returns ends the calls
   */
  onRevocation(listener: (revocation: Revocation) => void): () => void;
  /** Whether this replica has heard of every revocation up to a few seconds ago. */
  readonly upToDate: boolean;
}
