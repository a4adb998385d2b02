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
 * How far a comparison goes upstream: to the inputs whose version keys moved; to those whose content keys did, too; or to
 * all, with what is masked. Each holds those before it.
 */
export type Depth = 'version' | 'content' | 'masked';

const DEPTHS: readonly Depth[] = ['version', 'content', 'masked'];

/** Which moves of inputs a comparison of a depth goes after. */
export function follows(depth: Depth, weight: Weight): boolean {
  return depth === 'masked' || weight === 'version' || weight === depth;
}

/** A task, and the manifest that it is to be compared with. */
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
  /** By the keys that count. */
  readonly differences: Differences;
  /** By any keys. */
  readonly inputs: readonly MovedInput[];
}

/** An input that is not what it was, and what that is worth: `nothing` where it is masked. */
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
  /** Which task makes a ref. */
  readonly makers: ReadonlyMap<PartitionRef, StandingTask>;
  /** The keys that count of what is read of a ref. */
  readonly effective: ReadonlyMap<PartitionRef, Keys>;
  /** Those of the graph, as if nothing were masked. */
  readonly analyzed: ReadonlyMap<PartitionRef, Keys>;
}

/**
 * Compares tasks with manifests; then the tasks that make inputs which moved, with the manifests that were read at the
 * time; and so on upstream, one wave after the other, to the tasks which changed themselves.
 *
 * A pair is compared once, and looked at again where the first look was not deep enough: what it takes is
 * linear in what was recorded. Each wave asks the catalog once.
 *
 * @returns by id, nearest first; without those whose manifests are gone
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

/** Ids of the manifests that were read of materialize inputs, by ref. */
export function readBy(manifest: Manifest): Map<PartitionRef, string> {
  const read = new Map<PartitionRef, string>();
  for (const { ref, manifest: id } of materializeInputs(manifest.inputs)) if (id !== null) read.set(ref, id);
  return read;
}

/** What moved by the keys that count, then what moved only by those of the graph. */
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
