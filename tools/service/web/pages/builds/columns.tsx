import { buildPage } from '../../addresses.js';
import type { Build } from '../../api/types.js';
import { duration, number } from '../../ui/format.js';
import { Progress } from '../../ui/progress.js';
import { Ref } from '../../ui/ref.js';
import { State } from '../../ui/state.js';
import type { Column } from '../../ui/table.js';
import { Since, Time } from '../../ui/time.js';
import { endedTasks } from './progress.js';

/** What lists of builds show of each. */
export const BUILD_COLUMNS: readonly Column<Build>[] = [
  {
    head: 'Build',
    show: ({ id, startedAt }) => (
      <a href={buildPage(id)}>
        <Time at={startedAt} />
      </a>
    ),
  },
  { head: 'State', show: ({ outcome }) => <State state={outcome} /> },
  { head: 'Graph', show: ({ graph }) => <Ref value={graph} most={48} /> },
  { head: 'Tasks', show: (build) => <Tasks build={build} />, isNumber: true },
  { head: 'Failed', show: ({ counts }) => failedOf(counts['failed'] ?? 0), isNumber: true },
  {
    head: 'Took',
    show: ({ durationMs, outcome, startedAt }) =>
      durationMs !== undefined ? duration(durationMs) : outcome === 'unfinished' && <Since at={startedAt} />,
    isNumber: true,
  },
  { head: 'Machine', show: ({ host }) => <Ref value={host} most={24} />, isMinor: true },
];

function failedOf(failed: number) {
  return failed > 0 && <span class="is-failure">{number(failed)}</span>;
}

function Tasks({ build }: { readonly build: Build }) {
  const { outcome, tasks, counts } = build;
  if (outcome !== 'unfinished') return <>{number(tasks)}</>;
  const done = endedTasks(build);
  return (
    <>
      {number(done)} of {number(tasks)}
      <Progress done={done} failed={counts['failed'] ?? 0} of={tasks} label="Tasks that ended" />
    </>
  );
}
