import type { PlannedTask } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { queryOf } from '../../ui/filter.js';
import { duration } from '../../ui/format.js';
import { List } from '../../ui/list.js';
import { Section } from '../../ui/page.js';
import { reasonText } from '../../ui/reasons.js';
import type { Column } from '../../ui/table.js';
import { visibleText } from '../../ui/visible.js';
import { TaskName } from '../build/task_name.js';

export interface PlannedTasksProps {
  /** Of the call that shows the request. */
  readonly path: string;
  readonly graph: string;
  /** Id of the plan: another plan has other tasks. */
  readonly plan: string;
  /** Whether some run only if their inputs differ. */
  readonly isUncertain: boolean;
}

/** The tasks of a plan, with why each would run. */
export function PlannedTasks({ path, graph, plan, isUncertain }: PlannedTasksProps) {
  return (
    <Section title="Tasks">
      <TasksOf key={plan} path={path} graph={graph} isUncertain={isUncertain} />
    </Section>
  );
}

function TasksOf({ path, graph, isUncertain }: Omit<PlannedTasksProps, 'plan'>) {
  const tasks = useList<PlannedTask>(`${path}/tasks`, { after: queryOf('after') }, ({ type }) => type === 'request');
  const columns: readonly Column<PlannedTask>[] = [
    { head: 'Makes', show: (task) => <TaskName task={task} graph={graph} /> },
    { head: 'Why', show: ({ reason }) => visibleText(reasonText(reason)) },
    ...(isUncertain ? [RUNS] : []),
    { head: 'Takes about', show: estimateOf, isNumber: true, isMinor: true },
  ];
  return (
    <List
      of={tasks}
      what="the tasks"
      caption="Tasks, in the order of the plan"
      columns={columns}
      keyOf={({ id }) => id}
      links={['Back to the first', 'Those after them']}
      empty="The plan has no tasks."
    />
  );
}

const RUNS: Column<PlannedTask> = {
  head: 'Runs',
  show: ({ ifInputsChange }) => (ifInputsChange === true ? 'only if its inputs differ' : 'in any case'),
  isMinor: true,
};

function estimateOf({ estimate }: PlannedTask) {
  return estimate !== undefined && estimate !== 'unknown' && duration(estimate.ms);
}
