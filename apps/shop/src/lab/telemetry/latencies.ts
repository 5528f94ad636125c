import * as hdr from 'hdr-histogram-js';

/** The longest latency that is told apart, in microseconds. */
const HIGHEST = 60_000_000;

/** How long answers took since a process began: added to others', less what was there before. Two digits are exact. */
export class Latencies {
  private constructor(private readonly histogram: hdr.Histogram) {}

  static none(): Latencies {
    return new Latencies(
      hdr.build({ highestTrackableValue: HIGHEST, numberOfSignificantValueDigits: 2, useWebAssembly: false }),
    );
  }

  /** What another replica sent, see {@link encoded}. */
  static decoded(text: string): Latencies {
    return new Latencies(hdr.decodeFromCompressedBase64(text, 32, false));
  }

  /** @param ms one answer's time, in milliseconds */
  record(ms: number): void {
    this.histogram.recordValue(Math.min(Math.max(Math.round(ms * 1000), 1), HIGHEST));
  }

  add(other: Latencies): void {
    this.histogram.add(other.histogram);
  }

  /** Takes away what had been recorded when `before` was made of the same process. */
  subtract(before: Latencies): void {
    this.histogram.subtract(before.histogram);
  }

  /** In milliseconds, or null where nothing was recorded. */
  percentile(percent: number): number | null {
    if (this.histogram.totalCount === 0) return null;
    return this.histogram.getValueAtPercentile(percent) / 1000;
  }

  /** As text, for another replica. */
  get encoded(): string {
    return hdr.encodeIntoCompressedBase64(this.histogram);
  }
}
