/** The answer to a claim on a key. */
export type Claim =
  /** The key is free, or the lease of its holder ran out: the caller alone acts until the lease ends. */
  | { readonly outcome: 'claimed' }
  /** Another request is acting on it. */
  | { readonly outcome: 'running' }
  /** It was acted on: this is what was answered. */
  | { readonly outcome: 'answered'; readonly answer: string }
  /** It belongs to another request. */
  | { readonly outcome: 'reused' };

/**
 * Where keys and their answers are kept. Every method is one atomic step, by the store's own clock, and ends in bounded
 * time or throws.
 */
export interface IdempotencyStore {
  /**
   * Claims a key for a request.
   * @param name hash of the user, the route and the key
   * @param fingerprint a hash of the request
   * @param token names the claimer; random
   * @param leaseMs how long the claim holds without an answer
   * @param keepMs how long the record is kept; longer than the lease
   */
  claim(name: string, fingerprint: string, token: string, leaseMs: number, keepMs: number): Promise<Claim>;

  /**
   * Keeps the answer, if the claim still stands.
   * @returns false if the lease ran out and another request claimed the key
   */
  answer(name: string, token: string, answer: string, keepMs: number): Promise<boolean>;

  /** Gives a claim up, if it still stands: the next request with this key acts. */
  release(name: string, token: string): Promise<void>;
}
