/** A task of a backfill, as far as cutting needs it. */
export interface CutTask {
  readonly id: string;
  /** The first of the refs that it makes, which stands for all of them. */
  readonly ref: string;
  /** Numbers of the tasks that must finish first; smaller than its own. */
  readonly dependsOn: readonly number[];
  readonly forced: boolean;
}

/** The tasks of one build. */
export interface Chunk {
  readonly tasks: readonly number[];
}

/**
 * Cuts the tasks of a plan into builds of at most `size` tasks, cell by cell: each build completes as many of the wanted
 * partitions as fit, with everything that they are made from and that no earlier build makes. A cell that alone has more tasks
 * is divided, what comes first in front.
 *
 * @param tasks in topological order
 * @param cells the numbers of the tasks that make the wanted partitions, in the order in which these were asked for
 */
export function cutIntoChunks(tasks: readonly CutTask[], cells: readonly number[], size: number): Chunk[] {
  const taken = new Uint8Array(tasks.length);
  const chunks: Chunk[] = [];
  let chunk: number[] = [];
  const close = (): void => {
    if (chunk.length > 0) chunks.push({ tasks: chunk.sort((a, b) => a - b) });
    chunk = [];
  };
  for (const cell of cells) {
    const needed = takeClosure(tasks, cell, taken);
    if (chunk.length + needed.length > size) close();
    let from = 0;
    for (; needed.length - from > size; from += size) chunks.push({ tasks: needed.slice(from, from + size) });
    for (const number of needed.slice(from)) chunk.push(number);
  }
  close();
  return chunks;
}

/** The task and all tasks that it depends on, without those that were taken before; in topological order. */
function takeClosure(tasks: readonly CutTask[], start: number, taken: Uint8Array): number[] {
  if (taken[start] === 1) return [];
  taken[start] = 1;
  const found = [start];
  for (let at = 0; at < found.length; at++) {
    for (const number of tasks[found[at] ?? -1]?.dependsOn ?? []) {
      if (taken[number] === 1) continue;
      taken[number] = 1;
      found.push(number);
    }
  }
  return found.sort((a, b) => a - b);
}
