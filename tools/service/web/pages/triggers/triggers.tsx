import { requestPage, triggerPage } from '../../addresses.js';
import type { Page as Items, Trigger, TriggerEvent } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { withQuery } from '../../addresses.js';
import { Filter, queryOf } from '../../ui/filter.js';
import { useGraphChoices } from '../../ui/graphs.js';
import { Page } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Table, type Column } from '../../ui/table.js';
import { Ago, Time } from '../../ui/time.js';
import { sourcesOf } from './sources.js';
import { stateOfTrigger } from './state_of_trigger.js';

const COLUMNS: readonly Column<Trigger>[] = [
  {
    head: 'Trigger',
    show: ({ graph, name }) => (
      <>
        <Ref value={name} href={triggerPage(graph, name)} most={40} />
        <div class="small muted">
          <Ref value={graph} most={48} />
        </div>
      </>
    ),
  },
  { head: 'State', show: (trigger) => <State state={stateOfTrigger(trigger)} /> },
  {
    head: 'Reacts to',
    show: ({ trigger }) =>
      sourcesOf(trigger).map((source) => (
        <div key={source}>
          <Ref value={source} most={48} />
        </div>
      )),
    isMinor: true,
  },
  { head: 'Next slot', show: ({ nextSlots: [next] }) => next !== undefined && <Time at={next} /> },
  { head: 'Last event', show: ({ lastEvents: [last] }) => last !== undefined && <LastEvent event={last} /> },
];

function LastEvent({ event: { at, request, reason } }: { readonly event: TriggerEvent }) {
  return (
    <>
      <Ago at={at} />
      <div class="small muted">
        {request !== undefined ? (
          <a href={requestPage(request)}>request</a>
        ) : (
          (reason?.replaceAll('-', ' ') ?? 'waiting')
        )}
      </div>
    </>
  );
}

/** What makes requests by itself. */
export function Triggers() {
  const graph = queryOf('graph');
  const triggers = useRead<Items<Trigger>>(
    withQuery('/triggers', { graph }),
    ({ type }) => type === 'trigger' || type === 'deployment' || type === 'request',
  );
  return (
    <Page title="Triggers">
      <div class="filters">
        <Filter name="graph" label="Graph" choices={useGraphChoices()} />
      </div>
      <Shown of={triggers} what="the triggers" lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              No trigger is deployed. Declare one with <code>databuild_trigger</code> beside a graph, and list it in{' '}
              <code>triggers</code> of the graph.
            </Empty>
          ) : (
            <Table
              caption="Triggers"
              columns={COLUMNS}
              items={items}
              keyOf={(trigger) => `${trigger.graph} ${trigger.name}`}
            />
          )
        }
      </Shown>
    </Page>
  );
}
