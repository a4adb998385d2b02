import type { Catalog } from '../catalog/index.js';
import type { JobGraph, Manifest, PartitionRef, Task } from '../model/index.js';
import { compareRecorded, type Differences } from '../plan/index.js';

/**
 * How far a comparison goes upstream: to the inputs whose version keys moved, or to all that moved in any way. The
 * second holds the first.
 */
export type Depth = 'version' | 'content';

/** A task, and the manifest that it is to be compared with. */
export interface Pair {
  readonly task: Task;
  /** Id of the manifest. */
  readonly manifest: string;
  readonly depth: Depth;
}

/** A task of now, beside a manifest of then. */
export interface Compared {
  readonly task: Task;
  readonly manifest: Manifest;
  readonly differences: Differences;
}

/** Id of a comparison. */
export function comparisonId(task: Task, manifest: string): string {
  return `${task.id}@${manifest}`;
}

export interface CompareDeps {
  readonly catalog: Pick<Catalog, 'manifests'>;
  readonly jobs: JobGraph['jobs'];
  readonly makers: ReadonlyMap<PartitionRef, Task>;
}

/**
 * Compares tasks with manifests; then the tasks that make inputs which moved, with the manifests that were read at the
 * time; and so on upstream, one wave after the other, to the tasks which changed themselves.
 *
 * A pair is compared once, and looked at again at most once, where the first look was not deep enough: what it takes is
 * linear in what was recorded. Each wave asks the catalog once.
 *
 * @returns by id, nearest first; without those whose manifests are gone
 */
export async function compareUpstream(
  pairs: readonly Pair[],
  { catalog, jobs, makers }: CompareDeps,
): Promise<Map<string, Compared>> {
  const compared = new Map<string, Compared>();
  const depths = new Map<string, Depth>();
  const manifests = new Map<string, Manifest>();
  const asked = new Set<string>();
  const load = async (ids: Iterable<string>): Promise<void> => {
    const unknown = [...new Set(ids)].filter((id) => !asked.has(id));
    if (unknown.length === 0) return;
    for (const id of unknown) asked.add(id);
    for (const [id, manifest] of await catalog.manifests(unknown)) manifests.set(id, manifest);
  };
  await load(pairs.map(({ manifest }) => manifest));
  for (let wave = pairs; wave.length > 0;) {
    await load(wave.flatMap(({ manifest }) => inputIds(manifests.get(manifest))));
    const next: Pair[] = [];
    for (const { task, manifest: id, depth } of wave) {
      const key = comparisonId(task, id);
      const manifest = manifests.get(id);
      const before = depths.get(key);
      if (manifest === undefined || before === depth || before === 'content') continue;
      depths.set(key, depth);
      const differences =
        compared.get(key)?.differences ?? compareRecorded(task, manifest, { jobs, makers, inputs: manifests });
      compared.set(key, { task, manifest, differences });
      const read = readBy(manifest);
      for (const { ref, versionKey } of differences.inputs) {
        const maker = makers.get(ref);
        const was = read.get(ref);
        if (maker === undefined || was === undefined) continue;
        if (depth === 'content' || versionKey !== undefined) next.push({ task: maker, manifest: was, depth });
      }
    }
    wave = next;
  }
  return compared;
}

/** Ids of the manifests that were read of materialize inputs, by ref. */
export function readBy(manifest: Manifest): Map<PartitionRef, string> {
  const read = new Map<PartitionRef, string>();
  for (const { depType, ref, manifest: id } of manifest.inputs) {
    if (depType === 'materialize' && id !== null) read.set(ref, id);
  }
  return read;
}

function inputIds(manifest: Manifest | undefined): string[] {
  return manifest?.inputs.flatMap(({ manifest: id }) => id ?? []) ?? [];
}
