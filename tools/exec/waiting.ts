import { targetsOf, type Graph } from '../graph/index.js';

/** A task, by index, that cannot be made any more. */
export interface CutOff {
  readonly task: number;
  /** The task it waited for: the one that failed, or another that is cut off. */
  readonly waitedFor: number;
}

/** Which tasks, by index, still wait for others. */
export class Waiting {
  readonly #dependents: Graph;
  /** How many tasks each one waits for; -1: it is cut off. */
  readonly #count: Int32Array;

  /** @param graph from each task to those it depends on; @param dependents the reverse */
  constructor(graph: Graph, dependents: Graph) {
    this.#dependents = dependents;
    this.#count = new Int32Array(graph.nodeCount);
    for (let task = 0; task < graph.nodeCount; task++) this.#count[task] = targetsOf(graph, task).length;
  }

  /** Those that wait for nothing. */
  *free(): Generator<number> {
    for (const [task, count] of this.#count.entries()) if (count === 0) yield task;
  }

  /** The task is made. @param onFree told of each task that waits for nothing any more */
  made(task: number, onFree: (task: number) => void): void {
    for (const dependent of targetsOf(this.#dependents, task)) {
      const left = (this.#count[dependent] ?? 0) - 1;
      // One that is cut off never gets free.
      if (left < 0) continue;
      this.#count[dependent] = left;
      if (left === 0) onFree(dependent);
    }
  }

  /** The task cannot be made. @returns all that waits for it, directly or not, and was not cut off before; by index */
  cutOff(failed: number): CutOff[] {
    const found: CutOff[] = [];
    const visit = (waitedFor: number): void => {
      for (const task of targetsOf(this.#dependents, waitedFor)) {
        if ((this.#count[task] ?? 0) < 0) continue;
        this.#count[task] = -1;
        found.push({ task, waitedFor });
      }
    };
    visit(failed);
    for (let next = 0; next < found.length; next++) visit(found[next]?.task ?? failed);
    return found.sort((left, right) => left.task - right.task);
  }
}
