import type { ShopRequest } from '../../shop-request.js';

/** A server-side session in its owner's list. */
export interface DirectorySession {
  /** Public: it finds the session and opens nothing. */
  readonly id: string;
  readonly device: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly replica: string | null;
  readonly current: boolean;
}

/** Injection token of the interface of the same name. */
export const SessionDirectory = Symbol('SessionDirectory');

/** The server-side sessions of a user, as far as their state can list them (memory and Memcached cannot). */
export interface SessionDirectory {
  /** @param request marks the session that it comes with as current */
  list(userId: string, request: ShopRequest): Promise<readonly DirectorySession[]>;
  /** @returns whether there was such a session of this user. */
  end(userId: string, id: string): Promise<boolean>;
  /** @param except spares the session that this request comes with */
  endAll(userId: string, except?: ShopRequest): Promise<void>;
}
