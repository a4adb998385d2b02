import type { Build } from '../../api/types.js';
import { duration, elapsed, number } from '../../ui/format.js';
import { Progress } from '../../ui/progress.js';
import { State } from '../../ui/state.js';
import { Since } from '../../ui/time.js';
import { endedTasks } from '../builds/progress.js';

/** What tasks can end as, and how that is called. */
const ENDINGS = [
  ['failed', 'failed'],
  ['skipped', 'skipped'],
  ['aborted', 'aborted'],
  ['built', 'built'],
  ['unchanged', 'unchanged'],
  ['delegated', 'delegated'],
] as const;

/** How many tasks ended in which way, how long it took, and how long it still takes. */
export function Counts({ build, remainingMs }: { readonly build: Build; readonly remainingMs: number | undefined }) {
  const { counts, tasks, outcome, startedAt, durationMs } = build;
  const done = endedTasks(build);
  const pruned = counts['pruned'] ?? 0;
  return (
    <section class="section" aria-label="Progress">
      <Progress done={done} failed={counts['failed'] ?? 0} of={tasks} label="Tasks that ended" />
      <ul class="build-counts">
        <li>
          <strong>{number(done)}</strong> of {number(tasks)} tasks
        </li>
        {ENDINGS.map(([name, state]) => {
          const count = counts[name] ?? 0;
          return (
            count > 0 && (
              <li key={name}>
                <State state={state} /> <strong>{number(count)}</strong>
              </li>
            )
          );
        })}
        {pruned > 0 && (
          <li class="muted">
            {number(pruned)} {pruned === 1 ? 'partition was' : 'partitions were'} up to date
          </li>
        )}
        <li class="build-time">
          {outcome === 'unfinished' ? (
            <>
              <Since at={startedAt} />
              {remainingMs !== undefined && remainingMs >= 1000 && `, about ${elapsed(remainingMs)} left`}
            </>
          ) : (
            durationMs !== undefined && `took ${duration(durationMs)}`
          )}
        </li>
      </ul>
    </section>
  );
}
