/**
 * Lets the writers of one session in this process go one after the other: they would only conflict with one another
 * and try again. Writers of other sessions, and of this one in other processes, are not held up.
 */
export class WriterQueue {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs the task once all earlier ones of that key are done, whether these failed or not. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const earlier = this.tails.get(key);
    const mine = earlier ? earlier.then(task, task) : task();
    this.tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.tails.get(key) === mine) this.tails.delete(key);
    }
  }
}
