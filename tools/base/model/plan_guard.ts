import { CODE_DIGEST, DATA_VERSION, isValidity } from './descriptor.js';
import { isJobConfig, isRefs } from './job_config_guard.js';
import { PLAN_SCHEMA_VERSION, TASK_ID, type JobGraph, type Plan, type Pruned, type Task } from './job_graph.js';
import { isRef } from './ref.js';
import { isCount, isObject, isTexts, matches } from './value_guards.js';

/**
 * Whether parsed JSON matches `planSchema` and leaves nothing to a default, as `writePlan` writes it.
 *
 * It is several times faster than the schema. Use the schema to explain a mismatch and to fill in what a hand-written
 * plan leaves out.
 */
export function isPlan(value: unknown): value is Plan {
  if (!isObject(value) || !hasFrame(value)) return false;
  const { id, validity, tasks, pruned, catalog, estimate } = value;
  return (
    typeof id === 'string' &&
    (validity === undefined || isValidity(validity)) &&
    (estimate === undefined || isPlanEstimate(estimate)) &&
    (tasks as unknown[]).every((task) => isTask(task) && task.reason !== undefined) &&
    Array.isArray(pruned) &&
    pruned.every(isPruned) &&
    isObject(catalog) &&
    typeof catalog['snapshot'] === 'string'
  );
}

/** The same for `jobGraphSchema`. It returns false for a value with fields that only a plan has. */
export function isJobGraph(value: unknown): value is JobGraph {
  if (!isObject(value) || !hasFrame(value)) return false;
  return Object.keys(value).every((name) => Object.hasOwn(FRAME, name)) && (value['tasks'] as unknown[]).every(isTask);
}

const FRAME: Readonly<Record<keyof JobGraph, true>> = {
  schemaVersion: true,
  graph: true,
  graphDigest: true,
  jobs: true,
  outputs: true,
  tasks: true,
};

/** Whether a value has the fields that plans and job graphs share. It does not check the tasks. */
function hasFrame(value: Record<string, unknown>): boolean {
  const { schemaVersion, graph, graphDigest, jobs, outputs, tasks } = value;
  return (
    schemaVersion === PLAN_SCHEMA_VERSION &&
    typeof graph === 'string' &&
    typeof graphDigest === 'string' &&
    isObject(jobs) &&
    Object.values(jobs).every(isJobDefinition) &&
    isRefs(outputs) &&
    Array.isArray(tasks)
  );
}

function isJobDefinition(value: unknown): boolean {
  return isObject(value) && isDataVersion(value['version']) && isDigest(value['configure']) && isDigest(value['run']);
}

function isPlanEstimate(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { totalMs, criticalPathMs, unknownTasks, samples } = value;
  return [totalMs, criticalPathMs, unknownTasks, samples].every((count) => isCount(count));
}

/** Whether parsed JSON is a task that leaves nothing to a default. */
export function isTask(value: unknown): value is Task {
  if (!isObject(value)) return false;
  const { id, job, jobVersion, config, dependsOn, versionKey, contentKey, reason, replaces, runsIf, estimate } = value;
  return (
    typeof id === 'string' &&
    TASK_ID.test(id) &&
    typeof job === 'string' &&
    isDataVersion(jobVersion) &&
    isJobConfig(config) &&
    config.inputs !== undefined &&
    config.args !== undefined &&
    config.env !== undefined &&
    config.executable !== undefined &&
    isTexts(dependsOn) &&
    typeof versionKey === 'string' &&
    typeof contentKey === 'string' &&
    (reason === undefined || isReason(reason)) &&
    (replaces === undefined || isTexts(replaces)) &&
    (runsIf === undefined || runsIf === 'inputs-differ') &&
    (estimate === undefined || isEstimate(estimate))
  );
}

function isPruned(value: unknown): value is Pruned {
  if (!isObject(value)) return false;
  const { ref, manifest, note } = value;
  return (
    typeof ref === 'string' &&
    isRef(ref) &&
    typeof manifest === 'string' &&
    (note === 'valid' || note === 'masked-minor-change' || note === 'masked-major-change')
  );
}

function isReason(value: unknown): boolean {
  if (!isObject(value)) return false;
  switch (value['kind']) {
    case 'missing':
    case 'input-changed':
    case 'input-refreshed':
      return isRefs(value['refs']) && value['refs'].length > 0;
    case 'job-major-changed':
      return isDataVersion(value['from']) && isDataVersion(value['to']);
    case 'content-changed':
      return isTexts(value['fields']) && value['fields'].length > 0;
    case 'forced':
    case 'refreshed':
      return true;
    default:
      return false;
  }
}

function isEstimate(value: unknown): boolean {
  return value === 'unknown' || (isObject(value) && isCount(value['ms']) && isCount(value['samples'], 1));
}

function isDigest(value: unknown): boolean {
  return matches(CODE_DIGEST, value);
}

function isDataVersion(value: unknown): boolean {
  return matches(DATA_VERSION, value);
}
