import { CommandFailed, measure, type Command, type Measurement } from './measure.js';

/** One program in one situation, e.g. "ninja, nothing to do". */
export interface Contender {
  readonly name: string;
  /** `databuild` is the one that ratios are taken to. */
  readonly us: boolean;
  /** It may fail, or not be done in time: its row then says so. */
  readonly mayBreak?: boolean;
  /** It runs so often at most: it takes long, and shows all the same how far it is from the others. */
  readonly maxRounds?: number;
  /** Not measured: puts everything into the state that the command is to find; called before every run. */
  readonly prepare: () => void;
  readonly measure: () => Measurement;
  /** Not measured: throws unless the run really did the work. */
  readonly check: () => void;
}

/** Measures the whole of a command. */
export const whole =
  (command: Command): (() => Measurement) =>
  () =>
    measure(command);

/** One row group of a result: contenders that do the same work. */
export interface Comparison {
  /** e.g. `layered 1,000, all to do`. */
  readonly title: string;
  /** What is promised, in words; shown beside the numbers. */
  readonly target?: string;
  /** Numbers are of one of these, in milliseconds, where one is named; else of the whole, in seconds. */
  readonly each?: 'task' | 'start';
  readonly contenders: readonly Contender[];
}

export interface Row {
  readonly contender: string;
  readonly us: boolean;
  readonly runs: readonly Measurement[];
  /** How it failed. */
  readonly broke?: string;
}

export interface ComparisonResult extends Omit<Comparison, 'contenders'> {
  readonly rows: readonly Row[];
}

export type Say = (line: string) => void;

/** Runs the contenders in turns, so that whatever else the machine does hits all of them alike. */
export function compare({ contenders, ...about }: Comparison, rounds: number, say: Say): ComparisonResult {
  const runs = contenders.map((): Measurement[] => []);
  const broke = contenders.map((): string | undefined => undefined);
  for (let round = 1; round <= rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      if (broke[index] !== undefined || round > (contender.maxRounds ?? rounds)) continue;
      try {
        contender.prepare();
        const measurement = contender.measure();
        contender.check();
        runs[index]?.push(measurement);
        const { wallSeconds, othersCores } = measurement;
        say(
          `${about.title}: ${contender.name} ${round}/${rounds}: ${wallSeconds.toPrecision(4)} s (others: ${othersCores.toFixed(1)} cores)`,
        );
      } catch (error) {
        if (!(error instanceof CommandFailed) || contender.mayBreak !== true) throw error;
        broke[index] = error.message;
        say(`${about.title}: ${contender.name} broke: ${error.message}`);
      }
    }
  }
  return {
    ...about,
    rows: contenders.map(({ name, us }, index) => ({
      contender: name,
      us,
      runs: runs[index] ?? [],
      ...(broke[index] !== undefined && { broke: broke[index] }),
    })),
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

export function medianOf(row: Row, field: keyof Measurement): number {
  return median(row.runs.map((run) => run[field]));
}

/** Above this many busy processors, what is measured waits for others. */
const LOAD_CORES = 0.25;

/** Whether all else on the machine was so busy that wall times say little. */
export function underLoad(rows: readonly Row[]): boolean {
  const cores = rows.flatMap(({ runs }) => runs.map(({ othersCores }) => othersCores));
  return cores.length > 0 && median(cores) > LOAD_CORES;
}
