import { materializeInputs, type PartitionRef } from '../../base/model/index.js';
import type { TaskChange } from './schema.js';

/** Refs of the materialize inputs that a task no longer has or did not have. Query inputs invalidate nothing. */
export function materializeMoves({ removed, added }: Extract<TaskChange, { field: 'inputs' }>): PartitionRef[] {
  return materializeInputs([...removed, ...added]).map(({ ref }) => ref);
}
