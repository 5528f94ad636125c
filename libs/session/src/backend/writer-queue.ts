/**
 * Lets the writers of one session in this process go one after the other, each from where the one before it got to:
 * they would only conflict with one another and try again. Writers of other sessions, and of this one in other
 * processes, are not held up.
 */
export class WriterQueue<T> {
  private readonly tails = new Map<string, Promise<T>>();

  /**
   * Runs the task once all earlier ones of that key are done, whether these failed or not.
   * @param task gets what the one right before it came to, where there was one and it did not fail
   */
  run(key: string, task: (earlier?: T) => Promise<T>): Promise<T> {
    const earlier = this.tails.get(key);
    const mine = earlier ? earlier.then(task, () => task()) : task();
    this.tails.set(key, mine);
    const done = () => {
      if (this.tails.get(key) === mine) this.tails.delete(key);
    };
    mine.then(done, done);
    return mine;
  }
}
