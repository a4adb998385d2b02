import { hash } from 'node:crypto';
import type { JobGraph, PartitionRef, Plan, Task } from '../../base/model/index.js';

/** A task whose partitions are valid only because a change is masked. */
export interface AuditTarget {
  readonly task: Task;
  /** Those of its partitions that the plan pruned, each with the id of the manifest that proves it. */
  readonly partitions: readonly { readonly ref: PartitionRef; readonly manifest: string }[];
}

export interface Sample {
  /** In the order of the graph. */
  readonly targets: AuditTarget[];
  /** How many partitions the targets have, and how many are masked in all. */
  readonly size: number;
  readonly masked: number;
}

/**
 * Chooses masked partitions to make again: one of each job in turn, until there are enough. The same plan always gives the
 * same sample; other plans give others.
 *
 * @param size minimum number of partitions; a task with several is taken with all of them
 */
export function sampleMasked(plan: Pick<Plan, 'id' | 'pruned'>, graph: JobGraph, size: number): Sample {
  const targets = maskedTargets(plan, graph);
  const chosen = new Set<AuditTarget>();
  let count = 0;
  for (const target of byJobInTurn(targets, plan.id)) {
    if (count >= size) break;
    chosen.add(target);
    count += target.partitions.length;
  }
  return {
    targets: targets.filter((target) => chosen.has(target)),
    size: count,
    masked: targets.reduce((sum, { partitions }) => sum + partitions.length, 0),
  };
}

function maskedTargets({ pruned }: Pick<Plan, 'pruned'>, { tasks }: JobGraph): AuditTarget[] {
  const masked = new Map(pruned.flatMap(({ ref, manifest, note }) => (note === 'valid' ? [] : [[ref, manifest]])));
  return tasks.flatMap((task): AuditTarget[] => {
    const partitions = task.config.outputs.flatMap((ref) => {
      const manifest = masked.get(ref);
      return manifest === undefined ? [] : [{ ref, manifest }];
    });
    return partitions.length === 0 ? [] : [{ task, partitions }];
  });
}

/** Yields the first of each job, then the second of each, and so on. A hash decides the order within a job. */
function* byJobInTurn(targets: readonly AuditTarget[], seed: string): Generator<AuditTarget, void, undefined> {
  const byJob = new Map<string, { readonly rank: string; readonly target: AuditTarget }[]>();
  for (const target of targets) {
    const ofJob = byJob.get(target.task.job) ?? [];
    byJob.set(target.task.job, ofJob);
    ofJob.push({ rank: hash('sha256', `${seed}\n${target.task.id}`), target });
  }
  const queues = [...byJob.keys()].sort().map((job) => {
    const queue = byJob.get(job) ?? [];
    return queue.sort((left, right) => (left.rank < right.rank ? -1 : 1));
  });
  for (let turn = 0; turn < targets.length; turn++) {
    for (const queue of queues) {
      const next = queue[turn];
      if (next !== undefined) yield next.target;
    }
  }
}
