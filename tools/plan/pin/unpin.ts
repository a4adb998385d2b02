import {
  canonicalLabel,
  err,
  ok,
  PLAN_SCHEMA_VERSION,
  taskId,
  type PartitionRef,
  type Plan,
  type Result,
} from '../../base/model/index.js';
import type { PinFileFailure } from './failure.js';
import type { Pin } from './schema.js';

/** Stands for everything that a pinned plan leaves out. It is equal in all of them. */
const NOT_PINNED = '';

/**
 * Turns a pinned plan back into a plan, so that it can be compared with another. Fields that were left out are equal
 * in all of them.
 */
export function unpin(pin: Pin): Result<Plan, PinFileFailure> {
  const makers = new Map<PartitionRef, string>();
  for (const { job, outputs } of pin.tasks) {
    const id = taskId(job, outputs);
    for (const ref of outputs) {
      if (makers.has(ref)) return err({ reason: 'pin-ref-in-two-tasks', ref });
      makers.set(ref, id);
    }
  }
  const tasks: Plan['tasks'] = [];
  for (const { job: recorded, jobVersion, outputs, inputs, args, env, executable, dependsOn } of pin.tasks) {
    const job = canonicalLabel(recorded);
    const ids: string[] = [];
    for (const dependency of dependsOn) {
      const id = makers.get(dependency);
      if (id === undefined) return err({ reason: 'pin-unknown-dependency', ref: outputs[0] ?? dependency, dependency });
      ids.push(id);
    }
    tasks.push({
      id: taskId(job, outputs),
      job,
      jobVersion,
      config: { outputs, inputs, args, env, executable: executable ?? `run of ${job}` },
      dependsOn: ids,
      versionKey: NOT_PINNED,
      contentKey: NOT_PINNED,
      reason: { kind: 'missing', refs: outputs },
    });
  }
  return ok({
    schemaVersion: PLAN_SCHEMA_VERSION,
    id: NOT_PINNED,
    graph: canonicalLabel(pin.graph),
    graphDigest: NOT_PINNED,
    jobs: {},
    outputs: pin.outputs,
    tasks,
    pruned: [],
    catalog: { snapshot: NOT_PINNED },
  });
}
