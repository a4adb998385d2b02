import { withQuery } from '../../addresses.js';
import type { DeploymentDiff } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { setQuery } from '../../router.js';
import { queryOf } from '../../ui/filter.js';
import { count, number } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { Table, type Column } from '../../ui/table.js';

type Counted = DeploymentDiff['counts'][number];
type StaleTask = DeploymentDiff['tasks'][number];

const COUNTS: readonly Column<Counted>[] = [
  { head: 'Job', show: ({ job }) => <Ref value={job} /> },
  { head: 'Reason', show: ({ reason }) => reason.replaceAll('-', ' ') },
  { head: 'Tasks', show: ({ tasks }) => number(tasks), isNumber: true },
];

const TASKS: readonly Column<StaleTask>[] = [
  {
    head: 'Makes',
    show: ({ outputs: [first = '', ...others] }) => (
      <>
        <Ref value={first} />
        {others.length > 0 && <span class="muted"> and {number(others.length)} more</span>}
      </>
    ),
  },
  { head: 'Job', show: ({ job }) => <Ref value={job} most={48} /> },
  { head: 'Reason', show: ({ reason }) => reason.kind.replaceAll('-', ' ') },
  { head: 'Also stale with the current one', show: ({ already }) => already && 'yes', isMinor: true },
];

/**
 * What a deployment would make stale. The service plans everything twice for it, so it is asked for only if the reader wants it,
 * and the address says so.
 */
export function Diff({ path, isCurrent }: { readonly path: string; readonly isCurrent: boolean }) {
  const isShown = queryOf('diff') !== undefined;
  if (isCurrent && !isShown) return null;
  return (
    <Section title="What it would make stale">
      {isShown ? (
        <Result path={path} />
      ) : (
        <>
          <Empty>Plans everything that was made, with this deployment and with the current one. Builds nothing.</Empty>
          <button type="button" class="button" onClick={() => setQuery({ diff: 'all' })}>
            Compare
          </button>
        </>
      )}
    </Section>
  );
}

function Result({ path }: { readonly path: string }) {
  const diff = useRead<DeploymentDiff>(withQuery(`${path}/diff`, { limit: '100' }));
  return (
    <Shown of={diff} what="what becomes stale: two plans are made" lines={6}>
      {({ alreadyStale, counts, cut, from, next, refs, tasks }) => (
        <>
          <p class="muted">
            {count(refs, 'partition')} planned{cut && ', there are more'}
            {from === undefined ? ', the graph has no current deployment' : ''}.{' '}
            {alreadyStale > 0 && `${count(alreadyStale, 'task')} stale with the current deployment, too.`}
          </p>
          {counts.length === 0 ? (
            <Empty>Nothing: everything that is up to date stays so.</Empty>
          ) : (
            <Table
              caption="Tasks that become stale, by job and reason"
              columns={COUNTS}
              items={counts}
              keyOf={({ job, reason }) => `${job} ${reason}`}
            />
          )}
          {tasks.length > 0 && (
            <details class="table-more">
              <summary>
                {next === undefined ? count(tasks.length, 'task') : `The first ${count(tasks.length, 'task')}`}
              </summary>
              <Table caption="Stale tasks" columns={TASKS} items={tasks} keyOf={({ id }) => id} />
            </details>
          )}
        </>
      )}
    </Shown>
  );
}
