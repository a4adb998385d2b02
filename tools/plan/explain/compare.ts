import type { Catalog } from '../../catalog/index.js';
import {
  materializeInputs,
  type JobGraph,
  type Manifest,
  type PartitionRef,
  type Task,
} from '../../base/model/index.js';
import { compareRecorded, type Differences, type InputMove, type Keys, type StandingTask } from '../plan/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import type { Weight } from './counts.js';

/**
 * How far a comparison goes upstream: to inputs whose version keys changed; also to those whose content keys changed;
 * or to all, including masked changes. Each includes those before it.
 */
export type Depth = 'version' | 'content' | 'masked';

const DEPTHS: readonly Depth[] = ['version', 'content', 'masked'];

/** Whether a comparison of this depth follows an input change of this weight. */
export function follows(depth: Depth, weight: Weight): boolean {
  return depth === 'masked' || weight === 'version' || weight === depth;
}

/** A task, and the manifest to compare it with. */
export interface Pair {
  readonly stand: StandingTask;
  /** Id of the manifest. */
  readonly manifest: string;
  readonly depth: Depth;
}

/** A planned task, compared with an earlier manifest. */
export interface Compared {
  readonly stand: StandingTask;
  readonly manifest: Manifest;
  /** By effective keys. */
  readonly differences: Differences;
  /** By any keys, including masked changes. */
  readonly inputs: readonly MovedInput[];
}

/** A changed input, and how much the change counts: `nothing` if it is masked. */
export interface MovedInput extends InputMove {
  readonly weight: Weight;
}

/** Id of a comparison. */
export function comparisonId(task: Task, manifest: string): string {
  return `${task.id}@${manifest}`;
}

export interface CompareDeps {
  readonly catalog: Pick<Catalog, 'manifests'>;
  readonly jobs: JobGraph['jobs'];
  readonly secrets?: Secrets | undefined;
  /** The task that makes each ref. */
  readonly makers: ReadonlyMap<PartitionRef, StandingTask>;
  /** The effective keys of each ref. */
  readonly effective: ReadonlyMap<PartitionRef, Keys>;
  /** The keys of the graph, as if nothing were masked. */
  readonly analyzed: ReadonlyMap<PartitionRef, Keys>;
}

/**
 * Compares tasks with manifests, then the makers of changed inputs with the manifests that were read at the time, and
 * so on upstream, one wave after the other, until it reaches the tasks that changed themselves.
 *
 * A pair is compared once, and visited again only if the first visit was not deep enough. So the cost is linear in
 * what was recorded. Each wave makes one query to the catalog.
 *
 * @returns comparisons by id, nearest first; pairs whose manifests are gone are left out
 */
export async function compareUpstream(
  pairs: readonly Pair[],
  { catalog, jobs, secrets, makers, effective, analyzed }: CompareDeps,
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
  const compare = (stand: StandingTask, manifest: Manifest): Compared => {
    const by = { jobs, inputs: manifests, secrets };
    const differences = compareRecorded(stand.task, manifest, { ...by, makers: effective });
    const masked = compareRecorded(stand.task, manifest, { ...by, makers: analyzed });
    return { stand, manifest, differences, inputs: movedInputs(differences.inputs, masked.inputs) };
  };
  await load(pairs.map(({ manifest }) => manifest));
  for (let wave = pairs; wave.length > 0;) {
    await load(wave.flatMap(({ manifest }) => inputIds(manifests.get(manifest))));
    const next: Pair[] = [];
    for (const { stand, manifest: id, depth } of wave) {
      const key = comparisonId(stand.task, id);
      const manifest = manifests.get(id);
      const before = depths.get(key);
      if (manifest === undefined || (before !== undefined && DEPTHS.indexOf(before) >= DEPTHS.indexOf(depth))) continue;
      depths.set(key, depth);
      const found = compared.get(key) ?? compare(stand, manifest);
      compared.set(key, found);
      const read = readBy(manifest);
      for (const { ref, weight } of found.inputs) {
        const maker = makers.get(ref);
        const was = read.get(ref);
        if (maker === undefined || was === undefined || !follows(depth, weight)) continue;
        next.push({ stand: maker, manifest: was, depth });
      }
    }
    wave = next;
  }
  return compared;
}

/** Ids of the manifests of the materialize inputs that were read, by ref. */
export function readBy(manifest: Manifest): Map<PartitionRef, string> {
  const read = new Map<PartitionRef, string>();
  for (const { ref, manifest: id } of materializeInputs(manifest.inputs)) if (id !== null) read.set(ref, id);
  return read;
}

/** Inputs whose effective keys changed, then those that changed only by the keys of the graph. */
function movedInputs(effective: readonly InputMove[], analyzed: readonly InputMove[]): MovedInput[] {
  const counted = new Set(effective.map(({ ref }) => ref));
  return [
    ...effective.map((move) => ({ ...move, weight: move.versionKey === undefined ? 'content' : 'version' }) as const),
    ...analyzed.flatMap((move) => (counted.has(move.ref) ? [] : [{ ...move, weight: 'nothing' } as const])),
  ];
}

function inputIds(manifest: Manifest | undefined): string[] {
  return manifest?.inputs.flatMap(({ manifest: id }) => id ?? []) ?? [];
}
