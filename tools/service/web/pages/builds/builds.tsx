import type { Build } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { Filter, queryOf } from '../../ui/filter.js';
import { useGraphChoices } from '../../ui/graphs.js';
import { List } from '../../ui/list.js';
import { Page } from '../../ui/page.js';
import { lookOf } from '../../ui/states.js';
import { BUILD_COLUMNS } from './columns.js';

const OUTCOMES = ['unfinished', 'succeeded', 'failed', 'cancelled', 'interrupted'] as const;

/** What was built, on whatever machine, the newest first. */
export function Builds() {
  const query = { graph: queryOf('graph'), outcome: queryOf('outcome'), after: queryOf('after') };
  const builds = useList<Build>('/builds', query, ({ type }) => type === 'build' || type === 'task');
  const isFiltered = query.graph !== undefined || query.outcome !== undefined;
  return (
    <Page title="Builds">
      <div class="filters">
        <Filter name="outcome" label="State" choices={OUTCOMES.map((outcome) => [outcome, lookOf(outcome).word])} />
        <Filter name="graph" label="Graph" choices={useGraphChoices()} />
      </div>
      <List
        of={builds}
        what="the builds"
        caption="Builds, the newest first"
        columns={BUILD_COLUMNS}
        keyOf={({ id }) => id}
        empty={isFiltered ? 'No build is like that.' : 'Nothing was built yet.'}
      />
    </Page>
  );
}
