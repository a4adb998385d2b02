import { explainShape } from '../../base/json/index.js';
import {
  err,
  isJobGraph,
  isObject,
  jobGraphSchema,
  ok,
  withCanonicalLabels,
  type JobGraph,
  type Plan,
  type Result,
} from '../../base/model/index.js';
import { editedPlanOf, readDocument, type PlanBytes, type PlanDocument, type PlanFileFailure } from '../plan/index.js';

/**
 * Reads a plan or a job graph from a file that may have been edited.
 *
 * A file with neither `pruned` nor `catalog` counts as a job graph. The links between its tasks are not checked here,
 * because merging and comparing do that.
 *
 * @throws what `bytes` throws
 */
export async function readPlanOrJobGraph(bytes: PlanBytes): Promise<Result<Plan | JobGraph, PlanFileFailure>> {
  const document = await readDocument(bytes);
  if (!document.ok) return document;
  if (isJobGraph(document.value.value)) return ok(withCanonicalLabels(document.value.value));
  const plan = editedPlanOf(document.value);
  if (plan.ok || (plan.error.reason !== 'plan-is-job-graph' && plan.error.reason !== 'plan-bad-shape')) return plan;
  return jobGraphOf(document.value) ?? plan;
}

/** @returns undefined if it is a plan */
function jobGraphOf(document: PlanDocument): Result<JobGraph, PlanFileFailure> | undefined {
  const again = document.again?.() ?? ok(document);
  if (!again.ok) return again;
  const { value, place } = again.value;
  if (!isObject(value) || value['pruned'] !== undefined || value['catalog'] !== undefined) return undefined;
  const checked = jobGraphSchema().safeParse(value);
  if (checked.success) return ok(withCanonicalLabels(checked.data));
  const problem = explainShape(checked.error, value);
  return err({ reason: 'plan-bad-shape', problem, place: place(problem.path) });
}
