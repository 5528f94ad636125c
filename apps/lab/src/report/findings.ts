/** What was measured, as people read it. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Something the subject teaches, and whether this run agrees. */
export interface Verdict {
  readonly claim: string;
  readonly holds: boolean;
  /** The numbers that say so. */
  readonly evidence: string;
}

/** A picture of numbers. */
export interface Chart {
  /** Also the name of its file. */
  readonly name: string;
  readonly title: string;
  readonly kind: 'bars' | 'lines';
  /** What stands along the bottom: a label for each value of every series. */
  readonly labels: readonly string[];
  readonly xAxis: string;
  readonly series: readonly Series[];
}

/** Values for each label of a chart, with the axis that they are read from. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

/** What an experiment found. Every figure in it comes from the run. */
export interface Findings {
  readonly tables: readonly Table[];
  readonly verdicts: readonly Verdict[];
  /** Two sentences: what was seen, and what to do about it. */
  readonly insight: readonly [seen: string, advice: string];
  readonly charts?: readonly Chart[];
  /** Numbers that other parts of the lab go on with, by name. */
  readonly figures?: Readonly<Record<string, number>>;
}
