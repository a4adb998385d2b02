import { CommandFailed, measure, type Command, type Measurement } from './measure.js';

/** One program in one situation, such as "ninja, nothing to do". */
export interface Contender {
  readonly name: string;
  /** Whether this is DataBuild, whose time is divided by that of each peer. */
  readonly us: boolean;
  /** Whether it may fail or exceed the time limit. Its row then shows how it failed. */
  readonly mayBreak?: boolean;
  /** Maximum number of runs, for a peer that is so slow that few runs show the difference. */
  readonly maxRounds?: number;
  /** Prepares the state for the command, before every run. Not measured. */
  readonly prepare: () => void;
  readonly measure: () => Measurement;
  /** Checks that the run did the work. Not measured. @throws if it did not */
  readonly check: () => void;
}

/** Measures a command from its start to its end. */
export const whole =
  (command: Command): (() => Measurement) =>
  () =>
    measure(command);

/** Contenders that do the same work. Each becomes a row of the result's table. */
export interface Comparison {
  /** Such as `layered 1,000, all to do`. */
  readonly title: string;
  /** The target in words, shown above the table. */
  readonly target?: string;
  /** If set, numbers are milliseconds per one of these, such as `task`. Otherwise they are seconds for everything. */
  readonly each?: 'task' | 'start';
  readonly contenders: readonly Contender[];
}

export interface Row {
  readonly contender: string;
  readonly us: boolean;
  readonly runs: readonly Measurement[];
  /** How the contender failed. */
  readonly broke?: string;
}

export interface ComparisonResult extends Omit<Comparison, 'contenders'> {
  readonly rows: readonly Row[];
}

export type Say = (line: string) => void;

/** Runs the contenders in turns, so that other programs on the machine disturb all of them equally. */
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

/** The middle value. For an even number of values, the mean of the two middle ones. */
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

/** If other programs use more processors than this, a measured program has to wait for them. */
const LOAD_CORES = 0.25;

/** Whether other programs kept the machine so busy that wall times mean little. */
export function underLoad(rows: readonly Row[]): boolean {
  const cores = rows.flatMap(({ runs }) => runs.map(({ othersCores }) => othersCores));
  return cores.length > 0 && median(cores) > LOAD_CORES;
}
