import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { withQuery } from '../../addresses.js';
import type { Simulation, Trigger } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { place, setQuery } from '../../router.js';
import { queryOf } from '../../ui/filter.js';
import { count } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { whyNothing } from './why_nothing.js';

type Simulated = Simulation['slots'][number];

const COLUMNS: readonly Column<Simulated>[] = [
  { head: 'Slot', show: ({ at }) => <Time at={at} /> },
  { head: 'Would request', show: (slot) => <WouldRequest slot={slot} /> },
];

/** Refs that are listed for a slot. */
const LISTED = 5;

function WouldRequest({ slot: { refs = [], count: all = refs.length, reason, detail } }: { readonly slot: Simulated }) {
  if (reason !== undefined) {
    return (
      <>
        {whyNothing(reason)}
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
      {refs.slice(0, LISTED).map((ref) => (
        <div key={ref}>
          <Ref value={ref} />
        </div>
      ))}
      {all > LISTED && <div class="muted">and {count(all - LISTED, 'more', 'more')}</div>}
    </>
  );
}

export interface SimulateProps {
  readonly path: string;
  readonly catchUp: Trigger['trigger']['catchUp'];
}

/** Asks the trigger what it would request in a range of time. The address has the range; the service changes nothing. */
export function Simulate({ path, catchUp }: SimulateProps) {
  const { from, to } = { from: queryOf('from'), to: queryOf('to') };
  const fields = { from: useRef<HTMLInputElement>(null), to: useRef<HTMLInputElement>(null) };
  const submit = (event: Event): void => {
    event.preventDefault();
    const time = (field: RefObject<HTMLInputElement>): string => new Date(field.current?.value ?? 0).toISOString();
    setQuery({ from: time(fields.from), to: time(fields.to) });
  };
  return (
    <Section title="Simulation">
      <form class="simulate" onSubmit={submit} key={place.value.query.toString()}>
        <TimeField field={fields.from} label="After" value={from} daysFromNow={-7} />
        <TimeField field={fields.to} label="Up to" value={to} daysFromNow={7} />
        <button type="submit" class="button">
          Simulate
        </button>
      </form>
      {from !== undefined && to !== undefined ? (
        <Result path={path} from={from} to={to} catchUp={catchUp} />
      ) : (
        <Empty>Asks the trigger what it would request for the slots of a range of time. Nothing is requested.</Empty>
      )}
    </Section>
  );
}

function Result({ path, from, to, catchUp }: SimulateProps & { readonly from: string; readonly to: string }) {
  const simulation = useRead<Simulation>(withQuery(`${path}/simulate`, { from, to, limit: '20' }));
  return (
    <Shown of={simulation} what="the simulation">
      {({ slots, isCut, catchUp: missed }) => (
        <>
          {missed.handled.length > 0 && (
            <p>
              {count(missed.handled.length, 'slot')} would be caught up now (<code>catch_up = "{catchUp}"</code>).
            </p>
          )}
          {slots.length === 0 ? (
            <Empty>No slot is in this range.</Empty>
          ) : (
            <Table
              caption="Slots, and what the trigger would request"
              columns={COLUMNS}
              items={slots}
              keyOf={({ key }) => key}
            />
          )}
          {isCut && <p class="muted table-more">There are more slots. Choose a shorter range to see the last ones.</p>}
        </>
      )}
    </Shown>
  );
}

interface TimeFieldProps {
  readonly field: RefObject<HTMLInputElement>;
  readonly label: string;
  readonly value: string | undefined;
  readonly daysFromNow: number;
}

function TimeField({ field, label, value, daysFromNow }: TimeFieldProps) {
  const at = value === undefined ? Date.now() + daysFromNow * 86_400_000 : Date.parse(value);
  return (
    <label class="field">
      <span>{label}</span>
      <input class="input" type="datetime-local" ref={field} required defaultValue={localInput(at)} />
    </label>
  );
}

/** A time as an input of the browser writes it: `2001-02-03T04:05`, in the zone of the reader. */
function localInput(at: number): string {
  if (Number.isNaN(at)) return '';
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
