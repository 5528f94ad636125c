/** What has to be undone, in the order in which it has to be undone. */
export class CleanUp {
  readonly #steps: (() => Promise<void> | void)[] = [];
  #done?: Promise<void>;

  /** Adds a step that runs before those added so far. */
  first(step: () => Promise<void> | void): void {
    this.#steps.unshift(step);
  }

  /** Runs every step once, one after the other, the later ones also where an earlier one failed. */
  async run(): Promise<void> {
    return await (this.#done ??= this.#runAll());
  }

  async #runAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be stopped.');
  }
}
