import { CODE_DIGEST, DATA_VERSION, ValiditySchema } from './descriptor.js';
import { isJobConfig, isObject, isRefs } from './job_config_guard.js';
import { PLAN_SCHEMA_VERSION, TASK_ID, type Plan, type PlannedTask, type Pruned } from './job_graph.js';
import { isRef } from './ref.js';

/**
 * Whether parsed JSON is what `PlanSchema` takes, with nothing left to its defaults: as `writePlan` writes it.
 *
 * Several times faster than the schema, which explains a no and fills in what a hand-written plan leaves out.
 */
export function isPlan(value: unknown): value is Plan {
  if (!isObject(value)) return false;
  const { schemaVersion, id, graph, graphDigest, jobs, validity, outputs, tasks, pruned, catalog, estimate } = value;
  return (
    schemaVersion === PLAN_SCHEMA_VERSION &&
    typeof id === 'string' &&
    typeof graph === 'string' &&
    typeof graphDigest === 'string' &&
    isObject(jobs) &&
    Object.values(jobs).every(isJobDefinition) &&
    (validity === undefined || VALIDITIES.has(validity)) &&
    (estimate === undefined || isPlanEstimate(estimate)) &&
    isRefs(outputs) &&
    Array.isArray(tasks) &&
    tasks.every(isPlannedTask) &&
    Array.isArray(pruned) &&
    pruned.every(isPruned) &&
    isObject(catalog) &&
    typeof catalog['snapshot'] === 'string'
  );
}

const VALIDITIES: ReadonlySet<unknown> = new Set(ValiditySchema.options);

function isJobDefinition(value: unknown): boolean {
  return isObject(value) && isDataVersion(value['version']) && isDigest(value['configure']) && isDigest(value['run']);
}

function isPlanEstimate(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { totalMs, criticalPathMs, unknownTasks, samples } = value;
  return [totalMs, criticalPathMs, unknownTasks, samples].every((count) => isCount(count));
}

function isPlannedTask(value: unknown): value is PlannedTask {
  if (!isObject(value)) return false;
  const { id, job, jobVersion, config, dependsOn, versionKey, contentKey, reason, replaces, estimate } = value;
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
    isReason(reason) &&
    (replaces === undefined || isTexts(replaces)) &&
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
      return isRefs(value['refs']) && value['refs'].length > 0;
    case 'job-major-changed':
      return isDataVersion(value['from']) && isDataVersion(value['to']);
    case 'content-changed':
      return isTexts(value['fields']) && value['fields'].length > 0;
    case 'forced':
      return true;
    default:
      return false;
  }
}

function isEstimate(value: unknown): boolean {
  return value === 'unknown' || (isObject(value) && isCount(value['ms']) && isCount(value['samples'], 1));
}

function isCount(value: unknown, least = 0): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && CODE_DIGEST.test(value);
}

function isDataVersion(value: unknown): boolean {
  return typeof value === 'string' && DATA_VERSION.test(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
