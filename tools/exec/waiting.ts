import { reverse, targetsOf, type Graph } from '../base/graph/index.js';
import type { Links } from './links.js';

/** A task, by index, that can no longer be built. */
export interface CutOff {
  readonly task: number;
  /** The task it needs: the one that failed, or another that is cut off. */
  readonly waitedFor: number;
}

/**
 * Which tasks, by index, still wait for others. A task waits until all tasks before it have ended: those that it needs
 * must be built, and those that it only queries may have failed or been cut off.
 */
export class Waiting {
  /** Edges from each task to those that wait for it. */
  readonly #dependents: Graph;
  /** The edges among these to tasks that cannot run without it. */
  readonly #needers: Graph;
  /** How many tasks each one waits for; -1 if it is cut off. */
  readonly #count: Int32Array;

  /** @param dependents the reverse of `ordered` */
  constructor({ ordered, needed }: Links, dependents: Graph) {
    this.#dependents = dependents;
    this.#needers = needed === ordered ? dependents : reverse(needed);
    this.#count = new Int32Array(ordered.nodeCount);
    for (let task = 0; task < ordered.nodeCount; task++) this.#count[task] = targetsOf(ordered, task).length;
  }

  /** The tasks that wait for nothing. */
  *free(): Generator<number> {
    for (const [task, count] of this.#count.entries()) if (count === 0) yield task;
  }

  /**
   * The task's outputs are in the catalog: it is built or delegated.
   *
   * @param onFree called with each task that no longer waits for anything
   */
  built(task: number, onFree: (task: number) => void): void {
    this.#ended(task, onFree);
  }

  /**
   * The task cannot be built.
   *
   * @param onFree called with each task that no longer waits for anything: it only queried what cannot be built
   * @returns everything that needs the task, directly or not, and was not cut off before; by index
   */
  cutOff(failed: number, onFree: (task: number) => void): CutOff[] {
    const found: CutOff[] = [];
    const visit = (waitedFor: number): void => {
      for (const task of targetsOf(this.#needers, waitedFor)) {
        if ((this.#count[task] ?? 0) < 0) continue;
        this.#count[task] = -1;
        found.push({ task, waitedFor });
      }
    };
    visit(failed);
    for (let next = 0; next < found.length; next++) visit(found[next]?.task ?? failed);
    // The remaining dependents only query them.
    this.#ended(failed, onFree);
    for (const { task } of found) this.#ended(task, onFree);
    return found.sort((left, right) => left.task - right.task);
  }

  #ended(task: number, onFree: (task: number) => void): void {
    for (const dependent of targetsOf(this.#dependents, task)) {
      const left = (this.#count[dependent] ?? 0) - 1;
      // A task that is cut off never becomes free.
      if (left < 0) continue;
      this.#count[dependent] = left;
      if (left === 0) onFree(dependent);
    }
  }
}
