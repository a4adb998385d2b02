import { ENV_NAME, isArgument, type JobConfig } from './job_config.js';
import { isRef } from './ref.js';
import { isObject } from './value_guards.js';

/** A job config as it is written: fields that have a default may be missing. */
export type WrittenJobConfig = Pick<JobConfig, 'outputs'> & Partial<Omit<JobConfig, 'outputs'>>;

/**
 * Whether parsed JSON matches `configureOutputSchema`: the same verdict, ten times faster.
 *
 * Use the schema to explain a mismatch. Defaults are not filled in.
 */
export function isConfigureOutput(value: unknown): value is WrittenJobConfig[] {
  return Array.isArray(value) && value.every(isJobConfig);
}

/** Whether parsed JSON matches `jobConfigSchema`. */
export function isJobConfig(value: unknown): value is WrittenJobConfig {
  if (!isObject(value)) return false;
  for (const key in value) {
    const field = value[key];
    switch (key) {
      case 'outputs':
        if (!isRefs(field) || field.length === 0) return false;
        break;
      case 'inputs':
        if (!Array.isArray(field) || !field.every(isDataDep)) return false;
        break;
      case 'args':
        if (!Array.isArray(field) || !field.every(isArgumentText)) return false;
        break;
      case 'env':
        if (!isEnvironment(field)) return false;
        break;
      case 'executable':
        if (!isArgumentText(field) || field === '') return false;
        break;
      default:
        return false;
    }
  }
  return value['outputs'] !== undefined;
}

/** Whether the value is an array of refs. */
export function isRefs(value: unknown): value is JobConfig['outputs'] {
  if (!Array.isArray(value)) return false;
  for (const item of value as unknown[]) if (typeof item !== 'string' || !isRef(item)) return false;
  return true;
}

function isDataDep(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const key in value) if (key !== 'depType' && key !== 'ref') return false;
  const { depType, ref } = value;
  return (depType === 'materialize' || depType === 'query') && typeof ref === 'string' && isRef(ref);
}

export function isArgumentText(value: unknown): boolean {
  return typeof value === 'string' && isArgument(value);
}

export function isEnvironment(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const name in value) if (!ENV_NAME.test(name) || !isArgumentText(value[name])) return false;
  return true;
}
