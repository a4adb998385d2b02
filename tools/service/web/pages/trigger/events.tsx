import { requestPage } from '../../addresses.js';
import type { LiveEvent } from '../../api/live.js';
import type { TriggerEvent } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { queryOf } from '../../ui/filter.js';
import { count } from '../../ui/format.js';
import { List } from '../../ui/list.js';
import { Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { State } from '../../ui/state.js';
import type { Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { whyNothing } from './why_nothing.js';

const KINDS: Readonly<Record<string, string>> = {
  slot: 'slot',
  partitions: 'partitions',
  event: 'event by HTTP',
  poll: 'polled event',
  hand: 'fired by hand',
  skipped: 'slots that were not handled',
};

const COLUMNS: readonly Column<TriggerEvent>[] = [
  { head: 'When', show: ({ at }) => <Time at={at} /> },
  { head: 'What', show: (event) => <What event={event} /> },
  { head: 'Became', show: (event) => <Became event={event} /> },
];

function What({ event: { kind, payload } }: { readonly event: TriggerEvent }) {
  const skipped = kind === 'skipped' ? payload['count'] : undefined;
  return <>{typeof skipped === 'number' ? `${count(skipped, 'slot')}, not handled` : (KINDS[kind] ?? kind)}</>;
}

function Became({ event: { request, reason, detail, payload, problem, endedAt } }: { readonly event: TriggerEvent }) {
  if (request !== undefined) return <a href={requestPage(request)}>request</a>;
  const why = reason ?? (typeof payload['reason'] === 'string' ? payload['reason'] : undefined);
  if (why !== undefined) {
    return (
      <>
        {whyNothing(why)}
        {detail !== undefined && (
          <div class="small muted">
            <Ref value={detail} most={400} />
          </div>
        )}
      </>
    );
  }
  return (
    <>
      {endedAt === undefined && <State state="waiting" />}
      {problem !== undefined && (
        <div class="small muted">
          <Ref value={problem.detail} most={400} />
        </div>
      )}
    </>
  );
}

export interface EventsProps {
  readonly path: string;
  readonly changes: (event: LiveEvent) => boolean;
}

/** Slots and events of a trigger, each with what became of it. */
export function Events({ path, changes }: EventsProps) {
  const events = useList<TriggerEvent>(`${path}/events`, { after: queryOf('after') }, changes);
  return (
    <Section title="Slots and events">
      <List
        of={events}
        what="the events"
        caption="Slots and events, the newest first"
        columns={COLUMNS}
        keyOf={({ id }) => id}
        empty="Nothing has happened yet."
      />
    </Section>
  );
}
