import { MASK, type Mask } from '../../base/secrets/index.js';
import type { GraphDiff, TaskChange } from './schema.js';

/**
 * Masks the secrets in a difference, so that it can be shown. If the value of one side contains a secret, the other
 * side probably contains an older or newer secret, so all of it is masked.
 */
export function maskDiff(diff: GraphDiff, mask: Mask): GraphDiff {
  const changed = diff.tasks.changed.map((task) => ({
    ...task,
    changes: task.changes.map((change) => maskChange(change, mask)),
  }));
  return { ...diff, tasks: { ...diff.tasks, changed } };
}

function maskChange(change: TaskChange, mask: Mask): TaskChange {
  if (change.field === 'args') {
    const [before, after] = maskSides(change.old, change.new, mask);
    return { ...change, old: before, new: after };
  }
  if (change.field === 'env') {
    const [[before = null], [after = null]] = maskSides(listed(change.old), listed(change.new), mask);
    return { ...change, old: before, new: after };
  }
  return change;
}

function maskSides(before: readonly string[], after: readonly string[], mask: Mask): [string[], string[]] {
  const hides = [before, after].map((side) => side.some((text) => mask(text) !== text));
  const masked = (side: readonly string[], isKnown = false): string[] =>
    side.map((text) => (isKnown ? mask(text) : MASK));
  return hides.includes(true) ? [masked(before, hides[0]), masked(after, hides[1])] : [[...before], [...after]];
}

function listed(value: string | null): string[] {
  return value === null ? [] : [value];
}
