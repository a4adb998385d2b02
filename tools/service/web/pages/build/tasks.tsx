import { logPage } from '../../addresses.js';
import type { BuildTask } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { Filter, queryOf, TextFilter } from '../../ui/filter.js';
import { duration, number } from '../../ui/format.js';
import { List } from '../../ui/list.js';
import { Section } from '../../ui/page.js';
import { reasonText } from '../../ui/reasons.js';
import { State } from '../../ui/state.js';
import { lookOf } from '../../ui/states.js';
import type { Column } from '../../ui/table.js';
import { Since, Time } from '../../ui/time.js';
import { visibleText } from '../../ui/visible.js';
import type { PartProps } from './failures.js';
import { TaskName } from './task_name.js';

const STATES = [
  ...['failed', 'running', 'queued', 'waiting', 'retrying', 'announced', 'succeeded'],
  ...['unchanged', 'skipped', 'aborted', 'delegated'],
] as const;

/** All tasks, in the order in which they were announced. */
export function Tasks({ build, path, changes }: PartProps) {
  const query = { state: queryOf('state'), job: queryOf('job'), text: queryOf('text'), after: queryOf('after') };
  const tasks = useList<BuildTask>(`${path}/tasks`, query, changes);
  const isFiltered = [query.state, query.job, query.text].some((each) => each !== undefined);
  const columns: readonly Column<BuildTask>[] = [
    { head: 'Task', show: (task) => <TaskName task={task} graph={build.graph} /> },
    { head: 'State', show: ({ state, attempts }) => <StateOf state={state} attempts={attempts} /> },
    { head: 'Why', show: ({ reason }) => visibleText(reasonText(reason)), isMinor: true },
    {
      head: 'Started',
      show: ({ attemptAt }) => (attemptAt === undefined ? null : <Time at={attemptAt} />),
      isMinor: true,
    },
    { head: 'Took', show: (task) => <Took task={task} />, isNumber: true },
    { head: 'Log', show: ({ id, attempts }) => (attempts > 0 ? <a href={logPage(build.id, id)}>Log</a> : null) },
  ];
  return (
    <Section title="Tasks">
      <div class="filters">
        <Filter name="state" label="State" choices={STATES.map((state) => [state, lookOf(state).word])} />
        <TextFilter name="job" label="Job" />
        <TextFilter name="text" label="Partition contains" />
      </div>
      <List
        of={tasks}
        what="the tasks"
        caption="Tasks, in the order in which they were announced"
        columns={columns}
        keyOf={({ id }) => id}
        links={['Back to the first', 'Those after them']}
        empty={isFiltered ? 'No task is like that.' : 'The build has not announced a task.'}
      />
    </Section>
  );
}

function StateOf({ state, attempts }: Pick<BuildTask, 'state' | 'attempts'>) {
  return (
    <>
      <State state={state} />
      {attempts > 1 && <div class="muted small">{number(attempts)} attempts</div>}
    </>
  );
}

function Took({ task: { state, durationMs, attemptAt } }: { readonly task: BuildTask }) {
  if (state === 'running' && attemptAt !== undefined) return <Since at={attemptAt} />;
  return <>{durationMs !== undefined && duration(durationMs)}</>;
}
