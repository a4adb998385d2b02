import { measure, type Command, type Measurement } from './measure.js';

/** One program in one situation, e.g. "ninja, all to do". */
export interface Contender {
  readonly name: string;
  /** `databuild` is the one that ratios are taken to. */
  readonly us: boolean;
  /** Not measured: puts everything into the state that the command is to find; called before every run. */
  readonly prepare: () => void;
  readonly command: Command;
  /** Not measured: throws unless the run really did the work. */
  readonly check: () => void;
}

/** One row group of a result: contenders that do the same work. */
export interface Comparison {
  /** e.g. `layered 1,000, all to do`. */
  readonly title: string;
  /** What targets.md or the README promises, in words; shown beside the numbers. */
  readonly target?: string;
  readonly contenders: readonly Contender[];
}

export interface Row {
  readonly contender: string;
  readonly us: boolean;
  readonly runs: readonly Measurement[];
}

export interface ComparisonResult {
  readonly title: string;
  readonly target?: string;
  readonly rows: readonly Row[];
}

/** Runs the contenders in turns, so that whatever else the machine does hits all of them alike. */
export function compare(comparison: Comparison, rounds: number, say: (line: string) => void): ComparisonResult {
  const runs = comparison.contenders.map((): Measurement[] => []);
  for (let round = 1; round <= rounds; round++) {
    comparison.contenders.forEach((contender, index) => {
      contender.prepare();
      const measurement = measure(contender.command);
      contender.check();
      runs[index]?.push(measurement);
      say(
        `${comparison.title}: ${contender.name} ${String(round)}/${String(rounds)}: ${measurement.wallSeconds.toFixed(3)} s`,
      );
    });
  }
  return {
    title: comparison.title,
    ...(comparison.target === undefined ? {} : { target: comparison.target }),
    rows: comparison.contenders.map(({ name, us }, index) => ({ contender: name, us, runs: runs[index] ?? [] })),
  };
}

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('median of nothing');
  return (lower + upper) / 2;
}
