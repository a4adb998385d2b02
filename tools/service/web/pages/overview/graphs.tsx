import { deploymentPage, graphPage, gridPage } from '../../addresses.js';
import type { Graph, Job, Page } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { count, duration } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Table, type Column } from '../../ui/table.js';
import { Ago } from '../../ui/time.js';

/** The graphs, each with how fresh its jobs are. */
export function Graphs() {
  const graphs = useRead<Page<Graph>>('/graphs', ({ type }) => type === 'deployment');
  return (
    <Section title="Graphs">
      <Shown of={graphs} what="the graphs">
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              No graph is deployed yet. Deploy one with{' '}
              <code>bazel run //a:graph.deploy -- --to {location.origin}</code>
            </Empty>
          ) : (
            items.map((graph) => <OneGraph key={graph.label} graph={graph} />)
          )
        }
      </Shown>
    </Section>
  );
}

function OneGraph({ graph: { label, deployment, jobs } }: { readonly graph: Graph }) {
  const read = useRead<Page<Job>>(
    `/graphs/${encodeURIComponent(label)}/jobs`,
    (event) => (event.type === 'build' || event.type === 'deployment') && event.graph === label,
  );
  return (
    <article class="graph">
      <h3>
        <Ref value={label} href={graphPage(label)} />
        <span class="small muted">
          {count(jobs.length, 'job')}
          {deployment !== 'embedded' && (
            <>
              {' · '}
              deployment <a href={deploymentPage(deployment)}>{deployment.slice(0, 12)}</a>
            </>
          )}
        </span>
      </h3>
      <Shown of={read} what="the jobs">
        {({ items }) => (
          <Table caption={`Jobs of ${label}`} columns={columnsOf(label)} items={items} keyOf={(job) => job.label} />
        )}
      </Shown>
    </article>
  );
}

const columnsOf = (graph: string): readonly Column<Job>[] => [
  { head: 'Job', show: ({ label }) => <Ref value={label} href={gridPage(graph, label)} most={48} /> },
  { head: 'Last task', show: (job) => <LastTask job={job} /> },
  {
    head: 'Built',
    show: ({ lastSucceededAt }) =>
      lastSucceededAt === undefined ? <span class="muted">never</span> : <Ago at={lastSucceededAt} />,
  },
  {
    head: 'Usually takes',
    show: ({ medianDurationMs }) => medianDurationMs !== undefined && duration(medianDurationMs),
    isNumber: true,
    isMinor: true,
  },
];

function LastTask({ job: { lastSucceededAt = -1, lastFailedAt = -1 } }: { readonly job: Job }) {
  if (lastSucceededAt < 0 && lastFailedAt < 0) return <State state="missing" word="none yet" />;
  return <State state={lastFailedAt > lastSucceededAt ? 'failed' : 'succeeded'} />;
}
