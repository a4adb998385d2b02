import type { Analysis } from '../../analyze/analyze/index.js';
import { targetsOf } from '../../base/graph/index.js';
import { materialized, type PartitionRef } from '../../base/model/index.js';
import type { NamedTasks } from './named_tasks.js';

/** By the number of a task: its inputs that may get other data under the same keys, because something upstream is refreshed. */
export type RefreshedInputs = ReadonlyMap<number, readonly PartitionRef[]>;

/**
 * Finds what is downstream of the refreshed partitions along materialize inputs. A task that stays as it is whatever its
 * inputs are ends the search there, unless the request names it.
 *
 * @param stays whether a task, given by its number, is valid by its presence
 * @param hasRead whether the partitions of a task were made from the data that an input has now, if that does not run
 */
export function refreshedInputs(
  { size, materialize, makerOf, task }: Pick<Analysis, 'size' | 'materialize' | 'makerOf' | 'task'>,
  { runs, refreshed }: NamedTasks,
  stays: (number: number) => boolean,
  hasRead: (number: number, ref: PartitionRef) => boolean,
): RefreshedInputs {
  const found = new Map<number, readonly PartitionRef[]>();
  if (refreshed.size === 0) return found;
  const again = new Set(refreshed);
  for (let number = 0; number < size; number++) {
    if (!targetsOf(materialize, number).some((maker) => again.has(maker))) continue;
    if (stays(number) && !runs.has(number)) continue;
    const isRefreshed = (ref: PartitionRef): boolean => {
      const maker = makerOf(ref) ?? -1;
      if (!again.has(maker)) return false;
      return runs.has(maker) || found.has(maker) || !hasRead(number, ref);
    };
    const refs = new Set(materialized(task(number).config).filter(isRefreshed));
    if (refs.size === 0) continue;
    found.set(number, [...refs].sort());
    again.add(number);
  }
  return found;
}
