import type { Catalog } from '../../../catalog/index.js';
import type { PartitionRef } from '../../../base/model/index.js';
import type { Rig } from './rig.js';

/** The state that a build leaves, without ids and times, which always differ. */
export interface EndState {
  /** Files in the data directory. */
  readonly data: Readonly<Record<string, string>>;
  readonly partitions: Readonly<Record<string, EndPartition>>;
  /** What the catalog finds wrong with itself. */
  readonly problems: readonly unknown[];
}

interface EndPartition {
  readonly versionKey: string;
  readonly contentKey: string | undefined;
  readonly metadata: unknown;
  /** Inputs, and whether the manifest that was read is still current. */
  readonly inputs: readonly { readonly ref: string; readonly current: boolean }[];
  /** How many times it was recorded or forgotten. */
  readonly happened: number;
}

/** ref → id of its current manifest. */
export type CurrentIds = ReadonlyMap<string, string>;

export function readCurrentIds(rig: Rig): Promise<CurrentIds> {
  return rig.withCatalog((catalog) => recordedIn(catalog, rig));
}

async function recordedIn(catalog: Catalog, rig: Rig): Promise<CurrentIds> {
  const current = await catalog.current(rig.graph.refs as readonly PartitionRef[]);
  return new Map([...current].map(([ref, { id }]) => [ref, id]));
}

export async function readEndState(rig: Rig): Promise<EndState> {
  const data = await rig.data();
  return rig.withCatalog(async (catalog) => {
    const recorded = await recordedIn(catalog, rig);
    const history = await catalog.history(rig.graph.refs as readonly PartitionRef[]);
    const manifests = await catalog.manifests([...recorded.values()]);
    const partitions: Record<string, EndPartition> = {};
    for (const ref of [...recorded.keys()].sort()) {
      const manifest = manifests.get(recorded.get(ref) ?? '');
      if (manifest === undefined) throw new Error(`${ref} has no manifest`);
      const { versionKey, contentKey, metadata } = manifest;
      const inputs = manifest.inputs.map((input) => ({
        ref: input.ref,
        current: recorded.get(input.ref) === input.manifest,
      }));
      const happened = history.get(ref as PartitionRef)?.length ?? 0;
      partitions[ref] = { versionKey, contentKey, metadata, inputs, happened };
    }
    const problems: unknown[] = [];
    for await (const problem of catalog.verify()) problems.push(problem);
    return { data, partitions, problems };
  });
}
