import { useState } from 'preact/hooks';
import { logPage } from '../../addresses.js';
import type { Build } from '../../api/types.js';
import { duration, number } from '../../ui/format.js';
import { Ref } from '../../ui/ref.js';
import { State } from '../../ui/state.js';
import { Table, type Column } from '../../ui/table.js';
import type { Bar, Lane } from './lanes.js';

const PAGE = 100;

/** The timeline for those who do not see it: the same bars, in the order of their start. */
export function TimelineTable({ lanes, build }: { readonly lanes: readonly Lane[]; readonly build: Build }) {
  const [shown, setShown] = useState(PAGE);
  const numbers = new Map(lanes.flatMap(({ bars }, index) => bars.map((bar) => [bar, index + 1] as const)));
  const bars = [...numbers.keys()].toSorted((one, other) => one.from - other.from);
  const columns: readonly Column<Bar>[] = [
    {
      head: 'Task',
      show: ({ span: { id, output } }) => <Ref value={output ?? id} href={logPage(build.id, id)} most={64} />,
    },
    { head: 'State', show: ({ span: { state } }) => <State state={state} /> },
    { head: 'Started after', show: ({ from }) => duration(Math.max(0, from - build.startedAt)), isNumber: true },
    { head: 'Ran', show: ({ from, until }) => duration(until - from), isNumber: true },
    { head: 'Lane', show: (bar) => number(numbers.get(bar) ?? 0), isNumber: true, isMinor: true },
    { head: 'Machine', show: ({ span }) => <Ref value={span.host ?? build.host} most={24} />, isMinor: true },
    { head: 'Job', show: ({ span }) => <Ref value={span.job} most={40} />, isMinor: true },
  ];
  return (
    <>
      <Table
        caption="When tasks ran, in the order of their start"
        columns={columns}
        items={bars.slice(0, shown)}
        keyOf={({ span }) => span.id}
      />
      {bars.length > shown && (
        <button type="button" class="button table-more" onClick={() => setShown(shown + 10 * PAGE)}>
          Show more
        </button>
      )}
    </>
  );
}
