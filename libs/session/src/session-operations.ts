/**
 * The promise of a session operation. It knows whether anyone waits for it: a failure that nobody handles must show in the
 * response, and must not end the process as an unhandled rejection.
 */
export class Operation<T> extends Promise<T> {
  /** Promises derived from this one are ordinary ones. A getter, since a static field would be assigned with target ES2021. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  observed = false;

  /** @param outcome what the operation settles with */
  static of<T>(outcome: Promise<T>): Operation<T> {
    const operation = new Operation<T>((resolve) => resolve(outcome));
    Promise.prototype.then.call(operation, undefined, () => undefined);
    return operation;
  }

  override then<A = T, B = never>(...handlers: Parameters<Promise<T>['then']>): Promise<A | B> {
    this.observed = true;
    return super.then(...handlers) as Promise<A | B>;
  }
}

/** The operations of one session, which run one after the other. */
export class Operations {
  private last: Promise<void> | undefined;

  /** @param failed called when an operation has failed, before the next one begins */
  constructor(private readonly failed: (operation: Operation<unknown>, error: unknown) => void) {}

  /** When all operations under way are done; undefined if there are none. */
  get pending(): Promise<void> | undefined {
    return this.last;
  }

  /** Begins an operation, which must wait for those before it. */
  add<T>(begin: (before: Promise<void> | undefined) => Promise<T>): Operation<T> {
    const outcome = begin(this.last);
    const operation = Operation.of(outcome);
    const settled: Promise<void> = outcome
      .then(undefined, (error: unknown) => this.failed(operation, error))
      .then(() => {
        if (this.last === settled) this.last = undefined;
      });
    this.last = settled;
    return operation;
  }
}
