import { deploymentPage } from '../../addresses.js';
import type { Deployment } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { Filter, queryOf } from '../../ui/filter.js';
import { number, size } from '../../ui/format.js';
import { useGraphChoices } from '../../ui/graphs.js';
import { List } from '../../ui/list.js';
import { Page } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { State } from '../../ui/state.js';
import type { Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';

const COLUMNS: readonly Column<Deployment>[] = [
  {
    head: 'Deployment',
    show: ({ digest }) => (
      <a class="mono" href={deploymentPage(digest)}>
        {digest.slice(0, 12)}
      </a>
    ),
  },
  { head: 'State', show: ({ state }) => <State state={state} /> },
  { head: 'Graph', show: ({ graph }) => <Ref value={graph} most={48} /> },
  { head: 'Jobs', show: ({ jobs }) => number(jobs), isNumber: true, isMinor: true },
  { head: 'Size', show: (deployment) => size(deployment.size), isNumber: true, isMinor: true },
  { head: 'By', show: ({ madeBy }) => <Ref value={madeBy} most={24} />, isMinor: true },
  { head: 'Uploaded', show: ({ madeAt }) => <Time at={madeAt} /> },
];

/** The archives of graphs, the newest first. */
export function Deployments() {
  const query = { graph: queryOf('graph'), after: queryOf('after') };
  const deployments = useList<Deployment>('/deployments', query, ({ type }) => type === 'deployment');
  return (
    <Page title="Deployments" about="The current deployment of a graph is the one that requests and triggers use.">
      <div class="filters">
        <Filter name="graph" label="Graph" choices={useGraphChoices()} />
      </div>
      <List
        of={deployments}
        what="the deployments"
        caption="Deployments, the newest first"
        columns={COLUMNS}
        keyOf={({ digest }) => digest}
        empty={
          <>
            Nothing is deployed here. Deploy a graph with{' '}
            <code>bazel run //a:graph.deploy -- --to {location.origin}</code>. A service that was started by the{' '}
            <code>serve</code> target of a graph runs only that graph.
          </>
        }
      />
    </Page>
  );
}
