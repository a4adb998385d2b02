import { isObject, type Manifest } from '../../base/model/index.js';

type Metadata = Manifest['metadata'];
export type MetadataValue = Metadata[string];

/** A value that a job reported differently the second time. */
export interface MetadataChange {
  /** Names and indices, from the outermost. */
  readonly path: readonly (string | number)[];
  /** Absent if the value was not there; likewise `new`. */
  readonly old?: MetadataValue;
  readonly new?: MetadataValue;
}

/** Everything that a job reported: its metadata, digests included, as they were in its metadata file. */
export function reportOf({ metadata, digests }: Pick<Manifest, 'metadata' | 'digests'>): Metadata {
  return digests === undefined ? metadata : { ...metadata, digests };
}

/**
 * Compares two reports of the same task. The order of names does not matter, everything else does.
 *
 * @returns the innermost values that differ; empty exactly when both reports are equal
 */
export function compareMetadata(before: Metadata, after: Metadata): MetadataChange[] {
  return [...compare(before, after, [])];
}

type Maybe = MetadataValue | undefined;

function* compare(before: Maybe, after: Maybe, path: MetadataChange['path']): Generator<MetadataChange> {
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      yield* compare(before[index], after[index], [...path, index]);
    }
  } else if (isRecord(before) && isRecord(after)) {
    for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
      yield* compare(valueOf(before, name), valueOf(after, name), [...path, name]);
    }
  } else if (before !== after) {
    yield { path, ...(before !== undefined && { old: before }), ...(after !== undefined && { new: after }) };
  }
}

function isRecord(value: Maybe): value is Metadata {
  return isObject(value);
}

/** A field may be called `constructor`, a name that every object inherits. */
function valueOf(record: Metadata, name: string): Maybe {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Replaces one path by another wherever a report names it: a file is the same in any data directory. */
export function withPath(metadata: Metadata, from: string, to: string): Metadata {
  const inJson = (path: string): string => JSON.stringify(path).slice(1, -1);
  return JSON.parse(JSON.stringify(metadata).replaceAll(inJson(from), () => inJson(to))) as Metadata;
}
