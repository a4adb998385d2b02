import { CODE_DIGEST, DATA_VERSION } from './descriptor.js';
import { isJobConfig, isRefs } from './job_config_guard.js';
import { MANIFEST_SCHEMA_VERSION, ORIGINS, strangersIn, timestampPattern, type Manifest } from './manifest.js';
import { FILE_NAME, NAME } from './names.js';
import { isRef, type PartitionRef } from './ref.js';
import { isCount, isObject, matches } from './value_guards.js';

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
    matches(NAME, value['id']) &&
    isRefs(outputs) &&
    outputs.length > 0 &&
    Array.isArray(inputs) &&
    inputs.every(isManifestInput) &&
    matches(NAME, value['job']) &&
    matches(DATA_VERSION, value['jobVersion']) &&
    isJobConfig(config) &&
    config.inputs !== undefined &&
    config.args !== undefined &&
    config.env !== undefined &&
    config.executable !== undefined &&
    matches(timestampPattern(), value['startTime']) &&
    matches(timestampPattern(), value['endTime']) &&
    matches(FILE_NAME, value['buildId']) &&
    matches(FILE_NAME, value['taskId']) &&
    matches(NAME, value['host']) &&
    isCount(attempt, 1) &&
    exitCode === 0 &&
    matches(NAME, value['versionKey']) &&
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
    (manifest === null || matches(NAME, manifest)) &&
    (versionKey === null || matches(NAME, versionKey)) &&
    isOptionally(NAME, digest) &&
    isOptionally(NAME, unchangedSince)
  );
}

function areDigests(value: unknown, outputs: readonly PartitionRef[]): boolean {
  return isObject(value) && haveNames(value) && strangersIn(value, outputs).length === 0;
}

/** Whether all values are digests. */
function haveNames(digests: Readonly<Record<string, unknown>>): boolean {
  return Object.values(digests).every((digest) => matches(NAME, digest));
}

/** The same as {@link isManifest} for what a manifest says of its data, whatever else is in the value. */
export function saysData(value: unknown): value is Pick<Manifest, 'digests' | 'unchangedSince'> {
  if (!isObject(value)) return false;
  const { digests, unchangedSince } = value;
  return isOptionally(NAME, unchangedSince) && (digests === undefined || (isObject(digests) && haveNames(digests)));
}

function isOptionally(pattern: RegExp, value: unknown): boolean {
  return value === undefined || matches(pattern, value);
}
