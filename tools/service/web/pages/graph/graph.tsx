import type { JobGraph, Page as Items, Partition } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { gridPage, newRequestPage, partitionPage, withQuery } from '../../addresses.js';
import { mayWork } from '../../api/session.js';
import { place, setQuery } from '../../router.js';
import { Diagram } from '../../ui/diagram.js';
import { count } from '../../ui/format.js';
import { Page, Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { Strip } from '../../ui/strip.js';
import { Ago } from '../../ui/time.js';

/** The jobs of a graph, what they read from each other, and how their partitions are. */
export function Graph({ graph }: { readonly graph: string }) {
  const jobs = useRead<JobGraph>(
    `/graphs/${encodeURIComponent(graph)}/job-graph`,
    (event) =>
      event.type === 'partitions' || ((event.type === 'build' || event.type === 'deployment') && event.graph === graph),
  );
  return (
    <Page
      title={graph}
      heading={<Ref value={graph} />}
      above="Graph"
      actions={
        mayWork.value && (
          <a class="button is-main" href={newRequestPage({ graph })}>
            Request partitions …
          </a>
        )
      }
    >
      <Section title="Jobs">
        <Shown of={jobs} what="the jobs" lines={6}>
          {(value) => <Jobs graph={graph} value={value} />}
        </Shown>
      </Section>
      <Partitions graph={graph} />
    </Page>
  );
}

function Jobs({ graph, value: { jobs, edges } }: { readonly graph: string; readonly value: JobGraph }) {
  if (jobs.length === 0) return <Empty>The graph has no jobs.</Empty>;
  return (
    <Diagram
      label="Jobs and what they read from each other"
      width={248}
      height={64}
      nodes={jobs.map(({ label, counts }) => ({
        id: label,
        content: (
          <>
            <Ref value={label} most={26} href={counts === undefined ? undefined : gridPage(graph, label)} />
            {counts === undefined ? <span class="muted small">no patterns</span> : <Strip counts={counts} />}
          </>
        ),
      }))}
      edges={edges.map(({ input, output }) => ({ from: input, to: output }))}
    />
  );
}

/** Partitions that are listed. */
const LISTED = 50;

/** Finds partitions by how their refs begin. */
function Partitions({ graph }: { readonly graph: string }) {
  const prefix = place.value.query.get('prefix') ?? '';
  const found = useRead<Items<Partition>>(
    withQuery(`/graphs/${encodeURIComponent(graph)}/partitions`, {
      prefix: prefix === '' ? undefined : prefix,
      limit: String(LISTED),
    }),
    (event) => event.type === 'partitions',
  );
  return (
    <Section title="Partitions">
      <div class="filters">
        <label class="field">
          <span>Begins with</span>
          <input
            class="input mono"
            spellcheck={false}
            value={prefix}
            maxLength={1024}
            onInput={({ currentTarget: { value } }) =>
              setQuery({ prefix: value === '' ? undefined : value }, { replace: true })
            }
          />
        </label>
      </div>
      <Shown of={found} what="the partitions">
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty>{prefix === '' ? 'No partition exists yet.' : 'No partition that exists begins with this.'}</Empty>
          ) : (
            <>
              <div class="table-box">
                <table>
                  <caption class="hidden">Partitions that exist</caption>
                  <thead>
                    <tr>
                      <th scope="col">Partition</th>
                      <th scope="col">Job</th>
                      <th scope="col">Recorded</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map(({ ref, job, recordedAt }) => (
                      <tr key={ref}>
                        <td>
                          <Ref value={ref} href={partitionPage(graph, ref)} />
                        </td>
                        <td>{job === undefined ? null : <Ref value={job} most={40} />}</td>
                        <td>
                          <Ago at={recordedAt} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              {next !== undefined && (
                <p class="table-more muted">The first {count(items.length, 'partition')}. Type more to find others.</p>
              )}
            </>
          )
        }
      </Shown>
    </Section>
  );
}
