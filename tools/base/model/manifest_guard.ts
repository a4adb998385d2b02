import { CODE_DIGEST, DATA_VERSION } from './descriptor.js';
import { isJobConfig, isObject, isRefs } from './job_config_guard.js';
import { MANIFEST_SCHEMA_VERSION, ORIGINS, strangersIn, TIMESTAMP, type Manifest } from './manifest.js';
import { FILE_NAME, NAME } from './names.js';
import { isRef, type PartitionRef } from './ref.js';

/**
 * Whether parsed JSON matches `manifestSchema` and leaves nothing to a default: manifests are recorded that way.
 *
 * It is several times faster than the schema. Use the schema to explain a mismatch and to fill in defaults.
 */
export function isManifest(value: unknown): value is Manifest {
  if (!isObject(value)) return false;
  const { schemaVersion, outputs, inputs, config, attempt, exitCode, origin, digests, metadata } = value;
  return (
    schemaVersion === MANIFEST_SCHEMA_VERSION &&
    is(NAME, value['id']) &&
    isRefs(outputs) &&
    outputs.length > 0 &&
    Array.isArray(inputs) &&
    inputs.every(isManifestInput) &&
    is(NAME, value['job']) &&
    is(DATA_VERSION, value['jobVersion']) &&
    isJobConfig(config) &&
    config.inputs !== undefined &&
    config.args !== undefined &&
    config.env !== undefined &&
    config.executable !== undefined &&
    is(TIMESTAMP, value['startTime']) &&
    is(TIMESTAMP, value['endTime']) &&
    is(FILE_NAME, value['buildId']) &&
    is(FILE_NAME, value['taskId']) &&
    is(NAME, value['host']) &&
    Number.isSafeInteger(attempt) &&
    (attempt as number) >= 1 &&
    exitCode === 0 &&
    is(NAME, value['versionKey']) &&
    isOptionally(NAME, value['contentKey']) &&
    isOptionally(CODE_DIGEST, value['codeDigest']) &&
    isOptionally(NAME, value['plan']) &&
    (origin === undefined || isOrigin(origin)) &&
    isOptionally(NAME, value['unchangedSince']) &&
    (digests === undefined || areDigests(digests, outputs)) &&
    isObject(metadata)
  );
}

function isOrigin(value: unknown): boolean {
  return ORIGINS.some((origin) => origin === value);
}

function isManifestInput(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { depType, ref, manifest, versionKey, digest, unchangedSince } = value;
  return (
    (depType === 'materialize' || depType === 'query') &&
    typeof ref === 'string' &&
    isRef(ref) &&
    (manifest === null || is(NAME, manifest)) &&
    (versionKey === null || is(NAME, versionKey)) &&
    isOptionally(NAME, digest) &&
    isOptionally(NAME, unchangedSince)
  );
}

function areDigests(value: unknown, outputs: readonly PartitionRef[]): boolean {
  if (!isObject(value)) return false;
  return Object.values(value).every((digest) => is(NAME, digest)) && strangersIn(value, outputs).length === 0;
}

function is(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function isOptionally(pattern: RegExp, value: unknown): boolean {
  return value === undefined || is(pattern, value);
}
