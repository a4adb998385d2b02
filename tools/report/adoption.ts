import type { PartitionRef, Task } from '../base/model/index.js';
import { list, name } from './show.js';

/** A task of which only some outputs can be recorded. */
export interface SplitTask {
  readonly task: Task;
  /** Outputs that were named. */
  readonly named: readonly PartitionRef[];
  /** Outputs that were not named, and that the catalog does not have. */
  readonly missing: readonly PartitionRef[];
}

/** Explains why partitions cannot be adopted without the other outputs of their task. */
export function describeSplitAdoption({ task, named, missing }: SplitTask): string {
  const all = task.config.outputs.length === 2 ? 'both' : 'all of them';
  return (
    `cannot adopt ${list(named)} without ${list(missing)}: one task of ${name(task.job)} makes ${all}; ` +
    `adopt ${all}, or none`
  );
}

/** Explains why partitions cannot be blessed while other outputs of their task are missing. */
export function describeSplitBlessing({ task, named, missing }: SplitTask): string {
  return (
    `cannot bless ${list(named)}: the same task of ${name(task.job)} makes ${list(missing)}, which the catalog ` +
    `does not have; build or adopt ${missing.length === 1 ? 'that' : 'those'} first`
  );
}
