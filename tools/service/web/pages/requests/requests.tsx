import { newRequestPage, requestPage } from '../../addresses.js';
import { mayWork } from '../../api/session.js';
import type { Request } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { Filter, queryOf } from '../../ui/filter.js';
import { number } from '../../ui/format.js';
import { useGraphChoices } from '../../ui/graphs.js';
import { List } from '../../ui/list.js';
import { Page } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { State } from '../../ui/state.js';
import { lookOf } from '../../ui/states.js';
import type { Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { Wanted } from '../../ui/wanted.js';

const STATES = [
  'waiting-for-approval',
  'accepted',
  'planning',
  'queued',
  'waiting-for-builds',
  'running',
  'stopped',
  'succeeded',
  'failed',
  'cancelled',
  'nothing-to-do',
  'refused',
] as const;

const COLUMNS: readonly Column<Request>[] = [
  {
    head: 'Request',
    show: ({ id, wanted, note }) => (
      <>
        <Wanted wanted={wanted} href={requestPage(id)} />
        {note !== undefined && (
          <div class="muted small">
            <Ref value={note} most={96} />
          </div>
        )}
      </>
    ),
  },
  { head: 'State', show: ({ state }) => <State state={state} /> },
  { head: 'Graph', show: ({ graph }) => <Ref value={graph} most={40} />, isMinor: true },
  { head: 'Tasks', show: ({ plan }) => (plan === undefined ? '' : number(plan.summary.tasks)), isNumber: true },
  { head: 'By', show: ({ madeBy, source }) => <Maker madeBy={madeBy} source={source} />, isMinor: true },
  { head: 'Made', show: ({ madeAt }) => <Time at={madeAt} /> },
];

function Maker({ madeBy, source }: Pick<Request, 'madeBy' | 'source'>) {
  return source.kind === 'trigger' && source.trigger !== undefined ? (
    <>
      trigger <Ref value={source.trigger} most={24} />
    </>
  ) : (
    <Ref value={madeBy} most={24} />
  );
}

/** What was requested, the newest first. */
export function Requests() {
  const query = { graph: queryOf('graph'), state: queryOf('state'), after: queryOf('after') };
  const requests = useList<Request>('/requests', query, ({ type }) => type === 'request');
  const isFiltered = query.graph !== undefined || query.state !== undefined;
  return (
    <Page
      title="Requests"
      actions={
        mayWork.value && (
          <a class="button is-main" href={newRequestPage()}>
            New request
          </a>
        )
      }
    >
      <div class="filters">
        <Filter name="state" label="State" choices={STATES.map((state) => [state, lookOf(state).word])} />
        <Filter name="graph" label="Graph" choices={useGraphChoices()} />
      </div>
      <List
        of={requests}
        what="the requests"
        caption="Requests, the newest first"
        columns={COLUMNS}
        keyOf={({ id }) => id}
        empty={
          isFiltered
            ? 'No request is like that.'
            : 'Nothing was requested yet. People, triggers and scripts make requests.'
        }
      />
    </Page>
  );
}
