import { copyFile, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../engine.js';

/** What ends the copying, which goes on until then. */
export interface LateFolder extends Engine {
  readonly stopCopying: () => Promise<void>;
}

/**
 * Gives the machines of an engine folders of their own, from which what they write arrives in those of the driver later, as
 * with a shared file system that caches. What the driver writes, they see at once.
 *
 * @param lateMs how much later a file of the machines is seen, and what is added to it
 */
export function lateFolder(engine: Engine, lateMs: number): LateFolder {
  const folders = new Map<string, string>();
  const seen = new Map<string, number>();
  const stopped = new AbortController();
  const copy = async (): Promise<void> => {
    for (const [own, theirs] of folders) {
      for (const name of await readdir(theirs)) {
        const path = join(theirs, name);
        const since = seen.get(path) ?? Date.now();
        seen.set(path, since);
        if (Date.now() - since < lateMs || !/\.(log|json)$/.test(name)) continue;
        await copyFile(path, join(own, `${name}.copied`));
        await rename(join(own, `${name}.copied`), join(own, name));
      }
    }
  };
  const copying = (async () => {
    while (!stopped.signal.aborted) {
      await copy();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    ...engine,
    submit: async (batch) => {
      const theirs = `${batch.folder}.remote`;
      await mkdir(theirs, { recursive: true });
      folders.set(batch.folder, theirs);
      const command = batch.command.map((word) => (word === batch.folder ? theirs : word));
      return engine.submit({ ...batch, command });
    },
    stopCopying: async () => {
      stopped.abort();
      await copying;
    },
  };
}
