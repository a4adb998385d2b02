import type { ConfigTemplate } from './config_template.js';
import {
  ABSOLUTE_LABEL,
  DATA_VERSION,
  graphContradictions,
  isValidity,
  jobContradictions,
  type GraphDescriptor,
  type JobDescriptor,
  type ServiceDescriptor,
  type SingleJobDescriptor,
} from './descriptor.js';
import { isArgumentText, isEnvironment } from './job_config_guard.js';
import { CATCH_UPS, type TriggerDescriptor } from './trigger.js';
import { isCount, isObject, isText, isTexts, matches } from './value_guards.js';

/**
 * Whether parsed JSON matches `graphDescriptorSchema` and has no other fields, as the rules write it.
 *
 * Every command reads a descriptor, and building the schema takes longer than the check. Use the schema to explain a
 * mismatch and to leave out fields that are unknown.
 */
export function isGraphDescriptor(value: unknown): value is GraphDescriptor {
  return hasFields<GraphDescriptor>(value, GRAPH) && isConsistent(graphContradictions(value));
}

/** The same for `singleJobDescriptorSchema`. */
export function isSingleJobDescriptor(value: unknown): value is SingleJobDescriptor {
  return hasFields<SingleJobDescriptor>(value, SINGLE_JOB);
}

/** The same for `serviceDescriptorSchema`. */
export function isServiceDescriptor(value: unknown): value is ServiceDescriptor {
  return hasFields<ServiceDescriptor>(value, SERVICE);
}

/** The check of each field; one that may be missing accepts undefined. */
type Fields<T> = { readonly [Name in keyof T]-?: (value: unknown) => boolean };

const TEMPLATE: Fields<ConfigTemplate> = {
  inputs: isTexts,
  queryInputs: isTexts,
  args: (value) => Array.isArray(value) && value.every(isArgumentText),
  env: isEnvironment,
};

const JOB: Fields<JobDescriptor> = {
  label: isLabel,
  makes: optional((value) => isTexts(value) && value.length > 0),
  configure: optional(isText),
  run: isText,
  check: optional(isText),
  digest: optional(isText),
  configureDigest: optional(isText),
  template: optional((value) => hasFields<ConfigTemplate>(value, TEMPLATE)),
  runDigest: isText,
  version: (value) => matches(DATA_VERSION, value),
  validity: isValidity,
  workers: optional((value) => isTexts(value) && value.every((text) => text === 'configure' || text === 'run')),
  refsFrom: (value) => value === 'args' || value === 'stdin',
  batch: optional((value) => isCount(value, 1)),
  retries: (value) => isCount(value),
  retryDelayMs: (value) => isCount(value),
  timeoutMs: (value) => isCount(value),
  expectedDurationMs: (value) => isCount(value),
  engineOptions: optional(isTextsByName),
  resources: (value) => isObject(value) && Object.values(value).every((amount) => isCount(amount)),
};

const GRAPH: Fields<GraphDescriptor> = {
  schemaVersion: (value) => value === 1,
  kind: (value) => value === 'graph',
  label: isLabel,
  package: isText,
  repositories: optional(isTextsByName),
  lookup: optional(isText),
  lookupDigest: optional(isText),
  partitions: optional(isText),
  workers: optional((value) => isTexts(value) && value.every((text) => text === 'lookup')),
  engineOptions: optional(isTextsByName),
  jobs: (value) => Array.isArray(value) && value.length > 0 && value.every(isJobDescriptor),
  triggers: optional((value) => Array.isArray(value) && value.length > 0 && value.every(isTrigger)),
};

const TRIGGER: Fields<TriggerDescriptor> = {
  name: (value) => isText(value) && value !== '',
  refs: optional(isText),
  requests: optional((value) => isTexts(value) && value.length > 0),
  refresh: optional((value) => typeof value === 'boolean'),
  schedule: optional(isText),
  timezone: optional(isText),
  catchUp: (value) => CATCH_UPS.some((policy) => policy === value),
  onPartitions: optional((value) => isTexts(value) && value.length > 0),
  http: optional((value) => typeof value === 'boolean'),
  poll: optional(isText),
  pollSeconds: optional((value) => isCount(value, 1)),
  timeoutMs: (value) => isCount(value, 1),
  priority: optional((value) => Number.isSafeInteger(value)),
  validity: optional(isValidity),
};

const SINGLE_JOB: Fields<SingleJobDescriptor> = {
  schemaVersion: (value) => value === 1,
  kind: (value) => value === 'job',
  label: isLabel,
  package: isText,
  job: isJobDescriptor,
};

const SERVICE: Fields<ServiceDescriptor> = {
  schemaVersion: (value) => value === 1,
  kind: (value) => value === 'service',
  label: isLabel,
  package: isText,
};

function isJobDescriptor(value: unknown): value is JobDescriptor {
  return hasFields<JobDescriptor>(value, JOB) && isConsistent(jobContradictions(value));
}

function isTrigger(value: unknown): value is TriggerDescriptor {
  return hasFields<TriggerDescriptor>(value, TRIGGER);
}

function hasFields<T>(value: unknown, fields: Fields<T>): value is T {
  if (!isObject(value)) return false;
  for (const name of Object.keys(value)) if (!Object.hasOwn(fields, name)) return false;
  const checks: Readonly<Record<string, (value: unknown) => boolean>> = fields;
  return Object.entries(checks).every(([name, check]) => check(value[name]));
}

function optional(check: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || check(value);
}

function isTextsByName(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isText);
}

function isLabel(value: unknown): boolean {
  return matches(ABSOLUTE_LABEL, value);
}

function isConsistent(contradictions: Iterator<unknown>): boolean {
  return contradictions.next().done === true;
}
