import type { Manifest, PartitionRef } from '../model/index.js';
import type { Catalog, CurrentManifest } from './catalog.js';

/** A catalog that lives as long as the process, for tests. */
export function memoryCatalog(): Catalog {
  const manifests = new Map<string, Manifest>();
  const outputs = new Map<PartitionRef, CurrentManifest>();
  let generation = 0;

  return {
    current(refs) {
      const found = new Map<PartitionRef, CurrentManifest>();
      for (const ref of refs) {
        const current = outputs.get(ref);
        if (current !== undefined) found.set(ref, current);
      }
      return Promise.resolve(found);
    },
    record(batch) {
      for (const manifest of batch) {
        manifests.set(manifest.id, manifest);
        const { id, versionKey, contentKey } = manifest;
        for (const ref of manifest.outputs) outputs.set(ref, { id, versionKey, contentKey });
      }
      if (batch.length > 0) generation++;
      return Promise.resolve();
    },
    manifests(ids) {
      const found = new Map<string, Manifest>();
      for (const id of ids) {
        const manifest = manifests.get(id);
        if (manifest !== undefined) found.set(id, manifest);
      }
      return Promise.resolve(found);
    },
    snapshot: () => Promise.resolve(String(generation)),
    close: () => Promise.resolve(),
  };
}
