/** Everything that was asked and answered, in order. */
export class History {
  private readonly lines: string[] = [];
  private readonly began = performance.now();

  add(line: string): void {
    this.lines.push(`${(performance.now() - this.began).toFixed(0).padStart(6)} ms  ${line}`);
  }

  /** The last lines. */
  tail(count = 16): string {
    const more = this.lines.length - count;
    return [...(more > 0 ? [`  … ${more} lines before`] : []), ...this.lines.slice(-count)].join('\n');
  }
}
