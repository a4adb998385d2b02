import { logPage } from '../../addresses.js';
import type { Build, BuildTask } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { duration } from '../../ui/format.js';
import { Empty, Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Table, type Column } from '../../ui/table.js';
import { TaskName } from './task_name.js';

/** A task of the chain, and how long the task before it had ended when it started. */
interface Link {
  readonly task: BuildTask;
  readonly idleMs: number;
}

/** The chain of tasks that the end of the build waited for: what would have to be faster. */
export function CriticalPath({ build, path }: { readonly build: Build; readonly path: string }) {
  const chain = useRead<{ readonly items: readonly BuildTask[] }>(
    `${path}/critical-path`,
    (event) => event.type === 'build' && event.build === build.id,
  );
  const columns: readonly Column<Link>[] = [
    { head: 'Task', show: ({ task }) => <TaskName task={task} graph={build.graph} /> },
    { head: 'State', show: ({ task }) => <State state={task.state} /> },
    { head: 'Waited to start', show: ({ idleMs }) => duration(idleMs), isNumber: true },
    {
      head: 'Ran',
      show: ({ task: { durationMs } }) => durationMs !== undefined && duration(durationMs),
      isNumber: true,
    },
    { head: 'Log', show: ({ task }) => <a href={logPage(build.id, task.id)}>Log</a> },
  ];
  return (
    <Shown of={chain} what="the critical path">
      {({ items }) =>
        items.length === 0 ? (
          <Empty>No task has ended.</Empty>
        ) : (
          <Table
            caption="The chain of tasks that the end of the build waited for"
            columns={columns}
            items={linksOf(items, build.startedAt)}
            keyOf={({ task }) => task.id}
          />
        )
      }
    </Shown>
  );
}

function linksOf(chain: readonly BuildTask[], start: number): readonly Link[] {
  return chain.map((task, index): Link => {
    const ready = chain[index - 1]?.endedAt ?? start;
    return { task, idleMs: Math.max(0, (task.attemptAt ?? ready) - ready) };
  });
}
