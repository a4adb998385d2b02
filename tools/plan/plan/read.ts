import { findCycles, linkById, topologicalOrder } from '../../base/graph/index.js';
import { explainShape } from '../../base/json/index.js';
import {
  err,
  isObject,
  isPlan,
  jobGraphSchema,
  ok,
  PLAN_SCHEMA_VERSION,
  planSchema,
  withCanonicalLabels,
  type PartitionRef,
  type Plan,
  type PlannedTask,
  type Result,
} from '../../base/model/index.js';
import { readDocument, type PlanBytes, type PlanDocument } from './document.js';
import type { PlanFileFailure } from './failure.js';
import { planId } from './id.js';

/**
 * Reads a plan to run. It is rejected if it was changed since it was made.
 *
 * @returns the plan with its tasks in topological order, or the first thing that is wrong with the text
 * @throws what `bytes` throws
 */
export async function readPlan(bytes: PlanBytes): Promise<Result<Plan, PlanFileFailure>> {
  const document = await readDocument(bytes);
  return document.ok ? planOf(document.value, (plan, contentId) => editOf(plan, contentId)) : document;
}

/** The same for a plan that may have been edited: its id is not checked. */
export async function readEditedPlan(bytes: PlanBytes): Promise<Result<Plan, PlanFileFailure>> {
  const document = await readDocument(bytes);
  return document.ok ? editedPlanOf(document.value) : document;
}

/** The same for a document that has been read. */
export function editedPlanOf(document: PlanDocument): Result<Plan, PlanFileFailure> {
  return planOf(document, () => undefined);
}

function editOf(plan: Plan, written: string | undefined): PlanFileFailure | undefined {
  if (written === plan.id) return undefined;
  // The text may only have another layout.
  const content = planId(plan);
  return content === plan.id ? undefined : { reason: 'plan-edited', graph: plan.graph, id: plan.id, content };
}

/** @param check checks the plan in its original form, and the content id of its text */
function planOf(
  document: PlanDocument,
  check: (plan: Plan, contentId: string | undefined) => PlanFileFailure | undefined,
): Result<Plan, PlanFileFailure> {
  const checked = checkShape(document);
  if (!checked.ok) return checked;
  const plan = inOrder(checked.value);
  if (!plan.ok) return plan;
  const problem = check(checked.value, document.contentId);
  return problem === undefined ? ok(withCanonicalLabels(plan.value)) : err(problem);
}

function checkShape(document: PlanDocument): Result<Plan, PlanFileFailure> {
  const { value } = document;
  if (isPlan(value)) return ok(value);
  if (document.again !== undefined) {
    const again = document.again();
    return again.ok ? checkShape(again.value) : again;
  }
  if (isObject(value) && value['schemaVersion'] !== PLAN_SCHEMA_VERSION) {
    const found = value['schemaVersion'];
    return err({
      reason: 'plan-schema-version',
      found: found === undefined ? '' : JSON.stringify(found),
      supported: PLAN_SCHEMA_VERSION,
    });
  }
  const checked = planSchema().safeParse(value);
  if (checked.success) return ok(checked.data);
  if (isObject(value) && value['pruned'] === undefined && value['catalog'] === undefined) {
    const graph = jobGraphSchema().safeParse(value);
    if (graph.success) return err({ reason: 'plan-is-job-graph', graph: graph.data.graph });
  }
  const problem = explainShape(checked.error, value);
  return err({ reason: 'plan-bad-shape', problem, place: document.place(problem.path) });
}

/** Checks the links between tasks and sorts them topologically. A plan that is already in order keeps its order. */
function inOrder(plan: Plan): Result<Plan, PlanFileFailure> {
  const { tasks } = plan;
  const byId = new Map<string, number>();
  const makers = new Map<PartitionRef, PlannedTask>();
  for (const [number, task] of tasks.entries()) {
    const twin = tasks[byId.get(task.id) ?? -1];
    if (twin !== undefined) return err({ reason: 'plan-task-twice', id: task.id, jobs: [twin.job, task.job] });
    byId.set(task.id, number);
    for (const ref of task.config.outputs) {
      const other = makers.get(ref);
      if (other !== undefined && other !== task) {
        return err({ reason: 'plan-ref-in-two-tasks', ref, tasks: [other.id, task.id] });
      }
      makers.set(ref, task);
    }
  }

  let ordered = true;
  for (const [number, task] of tasks.entries()) {
    for (const dependency of task.dependsOn) {
      const target = byId.get(dependency);
      if (target === undefined) {
        return err({ reason: 'plan-unknown-dependency', task: task.id, job: task.job, dependency });
      }
      ordered &&= target < number;
    }
  }
  if (ordered) return ok(plan);

  const graph = linkById(tasks);
  const [cycle] = findCycles(graph);
  const taskAt = (number: number): PlannedTask => {
    const task = tasks[number];
    if (task === undefined) throw new RangeError(`no task ${String(number)} of ${String(tasks.length)}`);
    return task;
  };
  if (cycle !== undefined) {
    return err({ reason: 'plan-cycle', path: cycle.map(taskAt).map(({ id, job }) => ({ id, job })) });
  }
  return ok({ ...plan, tasks: Array.from(topologicalOrder(graph), taskAt) });
}
