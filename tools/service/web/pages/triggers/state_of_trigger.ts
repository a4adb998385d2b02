import type { Trigger } from '../../api/types.js';

/** Something that waits longer is late. */
const LATE_MS = 60_000;

/** What state a trigger is in, by the names of `ui/states.ts`. */
export function stateOfTrigger(
  trigger: Pick<Trigger, 'isPaused' | 'problem' | 'lagMs'>,
): 'paused' | 'failed' | 'late' | 'active' {
  if (trigger.isPaused) return 'paused';
  if (trigger.problem !== undefined) return 'failed';
  return trigger.lagMs > LATE_MS ? 'late' : 'active';
}
