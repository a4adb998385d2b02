import { contract, levelsOf, type Graph } from '../base/graph/index.js';
import type { JobDescriptor, PlannedTask } from '../base/model/index.js';
import { linksOf } from '../exec/index.js';

/** What one call of `:g.task` runs: one task, or a batch of one job. */
export interface Unit {
  /** Id of its first task, which names the unit in files and tables. */
  readonly id: string;
  readonly job: JobDescriptor;
  readonly tasks: readonly PlannedTask[];
  /** Position of its stage. */
  readonly stage: number;
}

/** Units of one job on one level: they may run at the same time, and need the same. */
export interface Stage {
  readonly job: JobDescriptor;
  /** 0 if its units wait for nothing, else one more than the highest level that they wait for. */
  readonly level: number;
  /** Position of its first unit. The others follow. */
  readonly first: number;
  readonly count: number;
}

/** All units, by stage and so in topological order, and what they wait for. */
export interface Units {
  readonly units: readonly Unit[];
  readonly stages: readonly Stage[];
  /** From each unit to those that must end before it starts. */
  readonly ordered: Graph;
  /** Those that must also succeed. A unit whose outputs are only queried may fail. */
  readonly needed: Graph;
}

/**
 * Groups tasks into units and stages, in time linear in tasks and edges.
 *
 * @param tasks in topological order; what they depend on besides is done already
 * @param jobs the job of every task, by label
 * @param whole those of the plan, if the tasks are a slice of it: levels stay as they are there, so that the slice has as many
 *   stages as were counted when the plan was divided
 */
export function unitsOf(
  tasks: readonly PlannedTask[],
  jobs: ReadonlyMap<string, JobDescriptor>,
  whole?: Pick<Units, 'units' | 'stages'>,
): Units {
  const links = linksOf(withoutOthers(tasks));
  const levels = whole === undefined ? levelsOf(links.ordered) : levelsIn(whole, tasks);
  const units: Unit[] = [];
  const stages: Stage[] = [];
  const unitOf = new Int32Array(tasks.length);
  for (const [level, byJob] of membersByLevel(tasks, levels).entries()) {
    for (const [label, members] of byJob) {
      const job = jobs.get(label);
      if (job === undefined) throw new Error(`the graph has no job ${label}`);
      const first = units.length;
      for (const batch of batchesOf(members, job.batch ?? 1)) {
        for (const { index } of batch) unitOf[index] = units.length;
        units.push({ id: batch[0]?.task.id ?? '', job, tasks: batch.map(({ task }) => task), stage: stages.length });
      }
      stages.push({ job, level, first, count: units.length - first });
    }
  }
  const between = (graph: Graph): Graph => contract(graph, unitOf, units.length);
  return { units, stages, ordered: between(links.ordered), needed: between(links.needed) };
}

/** The levels of the tasks of a slice in its plan. The first is 0, and none is left out, because slices are consecutive units. */
function levelsIn({ units, stages }: Pick<Units, 'units' | 'stages'>, tasks: readonly PlannedTask[]): Int32Array {
  const levelOf = new Map(
    units.flatMap((unit) => unit.tasks.map(({ id }) => [id, stages[unit.stage]?.level ?? 0] as const)),
  );
  const levels = Int32Array.from(tasks, ({ id }) => levelOf.get(id) ?? 0);
  const first = levels.reduce((least, level) => Math.min(least, level), Infinity);
  return levels.map((level) => level - first);
}

/** The stages that each stage waits for. */
export function stageGraph({ units, stages, ordered }: Pick<Units, 'units' | 'stages' | 'ordered'>): Graph {
  return contract(
    ordered,
    Int32Array.from(units, ({ stage }) => stage),
    stages.length,
  );
}

function withoutOthers(tasks: readonly PlannedTask[]): readonly PlannedTask[] {
  const ids = new Set(tasks.map(({ id }) => id));
  return tasks.map((task) => {
    const dependsOn = task.dependsOn.filter((id) => ids.has(id));
    return dependsOn.length === task.dependsOn.length ? task : { ...task, dependsOn };
  });
}

interface Member {
  readonly task: PlannedTask;
  readonly index: number;
}

/** The tasks of each job on each level, in the order of the plan. */
function membersByLevel(tasks: readonly PlannedTask[], levels: Int32Array): Map<string, Member[]>[] {
  const found: Map<string, Member[]>[] = [];
  for (const [index, task] of tasks.entries()) {
    const byJob = (found[levels[index] ?? 0] ??= new Map<string, Member[]>());
    const members = byJob.get(task.job);
    if (members === undefined) byJob.set(task.job, [{ task, index }]);
    else members.push({ task, index });
  }
  return found;
}

/** Parts of at most `size` tasks that have the same executable, because one process runs them. */
function* batchesOf(members: readonly Member[], size: number): Generator<readonly Member[]> {
  const byExecutable = size === 1 ? [members] : Map.groupBy(members, ({ task }) => task.config.executable).values();
  for (const same of byExecutable) {
    for (let begin = 0; begin < same.length; begin += size) yield same.slice(begin, begin + size);
  }
}
