import { Strategy } from 'passport-strategy';
import type { AuthRequest, Principal } from '../principal.js';

let count = 0;

/**
 * passport keeps strategies in one table per process, by name. A name of its own for each instance keeps two
 * applications of one process (several replicas in a test) from answering with each other's keys.
 */
export function uniqueStrategyName(kind: string): string {
  return `${kind}:${++count}`;
}

type Validate = (request: AuthRequest, done: (error: unknown, user: Principal | false) => void) => void;

/** A passport strategy that hands the whole request to `validate` and only ever succeeds, fails or errs. */
export class RequestStrategy extends Strategy {
  readonly name: string;

  constructor(
    kind: string,
    private readonly validateRequest: Validate,
  ) {
    super();
    this.name = uniqueStrategyName(kind);
  }

  override authenticate(request: object): void {
    this.validateRequest(request as AuthRequest, (error, user) => {
      if (error) this.error(error as Error);
      else if (user) this.success(user);
      else this.fail(401);
    });
  }
}
