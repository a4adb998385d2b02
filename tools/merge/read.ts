import { explainShape, locate, parseJsonText } from '../json/index.js';
import { err, isObject, JobGraphSchema, ok, type JobGraph, type Plan, type Result } from '../model/index.js';
import { readEditedPlan, type PlanFileFailure } from '../plan/index.js';

/**
 * Reads a file that holds a plan or a job graph, which someone may have edited.
 *
 * What has neither `pruned` nor `catalog` is taken for a job graph. How its tasks hang together is not looked at:
 * whoever merges or compares does so anyway.
 */
export function readPlanOrJobGraph(text: string): Result<Plan | JobGraph, PlanFileFailure> {
  const plan = readEditedPlan(text);
  if (plan.ok || (plan.error.reason !== 'plan-is-job-graph' && plan.error.reason !== 'plan-bad-shape')) return plan;
  const parsed = parseJsonText(text);
  if (!parsed.ok || !isObject(parsed.value)) return plan;
  if (parsed.value['pruned'] !== undefined || parsed.value['catalog'] !== undefined) return plan;
  const checked = JobGraphSchema.safeParse(parsed.value);
  if (checked.success) return ok(checked.data);
  const problem = explainShape(checked.error, parsed.value);
  return err({ reason: 'plan-bad-shape', problem, place: locate(text, problem.path) });
}
