import type { BuildProgress } from '../../api/types.js';
import type { Reading } from '../../api/use_read.js';
import { addressWith, place } from '../../router.js';
import { duration, number } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Table, type Column } from '../../ui/table.js';

type Job = BuildProgress['jobs'][number];

const COLUMNS: readonly Column<Job>[] = [
  { head: 'Job', show: ({ job }) => <Ref value={job} href={addressWith(place.value, { job, after: undefined })} /> },
  {
    head: 'Tasks',
    show: ({ tasks }) => (
      <ul class="job-states">
        {Object.entries(tasks).map(([state, count]) => (
          <li key={state}>
            <State state={state} /> {number(count)}
          </li>
        ))}
      </ul>
    ),
  },
  {
    head: 'Mean',
    show: ({ ended, durationMs }) => (ended > 0 ? duration(durationMs / ended) : null),
    isNumber: true,
    isMinor: true,
  },
  {
    head: 'Longest',
    show: ({ longestMs }) => (longestMs === undefined ? null : duration(longestMs)),
    isNumber: true,
    isMinor: true,
  },
  {
    head: 'In all',
    show: ({ ended, durationMs }) => (ended > 0 ? duration(durationMs) : null),
    isNumber: true,
    isMinor: true,
  },
];

/** How far each job is. */
export function Jobs({ of }: { readonly of: Reading<BuildProgress> }) {
  return (
    <Section title="Jobs">
      <Shown of={of} what="the jobs">
        {({ jobs }) => <Table caption="Jobs" columns={COLUMNS} items={jobs} keyOf={({ job }) => job} />}
      </Shown>
    </Section>
  );
}
