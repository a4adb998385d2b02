import {
  familyOf,
  patternIndexOf,
  type GraphDescriptor,
  type PatternIndex,
  type Plan,
} from '../../base/model/index.js';

/** What one job has to do in a plan. */
export interface JobSummary {
  /** Label of the job. */
  readonly job: string;
  readonly tasks: number;
  /** How many partitions its tasks make. */
  readonly partitions: number;
  /** The partitions by the text of their last name, in order of names and texts; days by month. */
  readonly shares: readonly Share[];
}

/** The partitions of a job in which a name stands for the same text. */
export interface Share {
  /** `month` of `month={month}`. */
  readonly name: string;
  readonly value: string;
  readonly partitions: number;
}

/** The beginning of a text that is a day: its month. */
const MONTH_OF_DAY = /^\d{4}-\d{2}(?=-\d{2}(?!\d))/;

/**
 * What a plan would run, by job, in the order of the graph. Jobs that have nothing to do are left out.
 *
 * @param patterns say what the names in refs are
 */
export function summarize(
  plan: Pick<Plan, 'tasks'>,
  graph: Pick<GraphDescriptor, 'jobs'>,
  patterns: PatternIndex<string> = patternIndexOf(graph),
): JobSummary[] {
  const byJob = new Map<
    string,
    { tasks: number; partitions: number; readonly shares: Map<string, Map<string, number>> }
  >(graph.jobs.map(({ label }) => [label, { tasks: 0, partitions: 0, shares: new Map() }]));
  for (const { job, config } of plan.tasks) {
    const sums = byJob.get(job) ?? { tasks: 0, partitions: 0, shares: new Map<string, Map<string, number>>() };
    byJob.set(job, sums);
    sums.tasks++;
    sums.partitions += config.outputs.length;
    for (const ref of config.outputs) {
      const { parts, values } = familyOf(ref, patterns);
      const last = parts.findLast((part) => 'name' in part);
      const text = values.at(-1);
      if (last === undefined || text === undefined) continue;
      const value = MONTH_OF_DAY.exec(text)?.[0] ?? text;
      const counts = sums.shares.get(last.name) ?? new Map<string, number>();
      sums.shares.set(last.name, counts);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...byJob].flatMap(([job, { tasks, partitions, shares }]) =>
    tasks === 0 ? [] : [{ job, tasks, partitions, shares: inOrder(shares).flatMap(sharesOf) }],
  );
}

function sharesOf([name, counts]: readonly [string, ReadonlyMap<string, number>]): Share[] {
  return inOrder(counts).map(([value, partitions]) => ({ name, value, partitions }));
}

function inOrder<T>(entries: ReadonlyMap<string, T>): [string, T][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
