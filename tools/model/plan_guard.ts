import { DATA_VERSION } from './descriptor.js';
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
  const { schemaVersion, graph, outputs, tasks, pruned, catalog } = value;
  return (
    schemaVersion === PLAN_SCHEMA_VERSION &&
    typeof graph === 'string' &&
    isRefs(outputs) &&
    Array.isArray(tasks) &&
    tasks.every(isPlannedTask) &&
    Array.isArray(pruned) &&
    pruned.every(isPruned) &&
    isObject(catalog) &&
    typeof catalog['snapshot'] === 'string'
  );
}

function isPlannedTask(value: unknown): value is PlannedTask {
  if (!isObject(value)) return false;
  const { id, job, jobVersion, config, dependsOn, versionKey, contentKey, reason } = value;
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
    (contentKey === undefined || typeof contentKey === 'string') &&
    isReason(reason)
  );
}

function isPruned(value: unknown): value is Pruned {
  if (!isObject(value)) return false;
  const { ref, manifest, note } = value;
  return (
    typeof ref === 'string' &&
    isRef(ref) &&
    typeof manifest === 'string' &&
    (note === 'valid' || note === 'masked-minor-change')
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

function isDataVersion(value: unknown): boolean {
  return typeof value === 'string' && DATA_VERSION.test(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
