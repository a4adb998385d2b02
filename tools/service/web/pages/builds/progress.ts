import type { Build } from '../../api/types.js';

type Counted = Pick<Build, 'counts' | 'tasks' | 'startedAt'>;

/** What a task of a build can end as. */
const ENDINGS = ['built', 'failed', 'skipped', 'aborted', 'delegated', 'unchanged'] as const;

/** How many tasks of a build have ended, in whatever way. */
export function endedTasks({ counts }: Pick<Counted, 'counts'>): number {
  return ENDINGS.reduce((sum, ending) => sum + (counts[ending] ?? 0), 0);
}

/**
 * How long a build still takes, if it goes on as it went until now. In milliseconds; undefined as long as too little is done
 * to tell.
 */
export function remainingMs(build: Counted, now: number): number | undefined {
  const ended = endedTasks(build);
  const elapsed = now - build.startedAt;
  if (ended < 3 || ended >= build.tasks || elapsed < 1000) return undefined;
  return (elapsed / ended) * (build.tasks - ended);
}
