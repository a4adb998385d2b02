import { logPage } from '../../addresses.js';
import type { BuildTask } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { endedTasks } from '../builds/progress.js';
import { number } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Table, type Column } from '../../ui/table.js';
import { Since } from '../../ui/time.js';
import type { PartProps } from './failures.js';
import { TaskName } from './task_name.js';

/** What runs now, and what waits for whom. */
export function Waiting({ build, path, changes }: PartProps) {
  const open = useList<BuildTask>(`${path}/tasks`, { state: 'running,queued,waiting,retrying' }, changes);
  const shown = open.value?.length ?? 0;
  const left = build.tasks - endedTasks(build) - shown;
  const columns: readonly Column<BuildTask>[] = [
    { head: 'Task', show: (task) => <TaskName task={task} graph={build.graph} /> },
    { head: 'State', show: ({ state }) => <State state={state} /> },
    { head: 'Since', show: ({ attemptAt, queuedAt }) => sinceOf(attemptAt ?? queuedAt), isNumber: true },
    { head: 'Waits for', show: (task) => <WaitsFor task={task} /> },
    { head: 'Machine', show: ({ host }) => <Ref value={host ?? build.host} most={24} />, isMinor: true },
    {
      head: 'Log',
      show: ({ id, state }) => (state === 'running' ? <a href={logPage(build.id, id)}>Follow</a> : null),
    },
  ];
  return (
    <Section
      title="Now"
      aside={open.more === undefined && left > 0 && `${number(left)} more wait for inputs or for a free place`}
    >
      <Shown of={open} what="what runs now">
        {(tasks) =>
          tasks.length === 0 ? (
            <Empty>No task runs at this moment.</Empty>
          ) : (
            <>
              <Table caption="Tasks that run or wait" columns={columns} items={tasks} keyOf={({ id }) => id} />
              {open.more !== undefined && (
                <button type="button" class="button table-more" onClick={open.more}>
                  Show more
                </button>
              )}
            </>
          )
        }
      </Shown>
    </Section>
  );
}

function sinceOf(at: number | undefined) {
  return at === undefined ? null : <Since at={at} />;
}

function WaitsFor({ task: { state, owner } }: { readonly task: BuildTask }) {
  if (owner !== undefined) {
    return (
      <>
        another build: <Ref value={owner} most={48} />
      </>
    );
  }
  if (state === 'queued') return <span class="muted">a free place</span>;
  if (state === 'retrying') return <span class="muted">its next attempt</span>;
  return null;
}
