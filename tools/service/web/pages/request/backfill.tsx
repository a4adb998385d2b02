import { requestPage } from '../../addresses.js';
import type { BackfillCell, BackfillProgress, Request } from '../../api/types.js';
import { useList, useRead } from '../../api/use_read.js';
import { number } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Progress } from '../../ui/progress.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Table, type Column } from '../../ui/table.js';

const STATES = ['valid', 'waiting', 'running', 'made', 'failed'] as const;

/** How a cell of a backfill is shown. */
const LOOKS: Readonly<Record<string, string>> = { made: 'built', valid: 'valid', waiting: 'queued' };

/** How far a backfill is: its partitions, and the builds that it is cut into. */
export function Backfill({ path, request }: { readonly path: string; readonly request: Request }) {
  const changes = ({ type }: { readonly type: string }): boolean => type === 'request' || type === 'build';
  const progress = useRead<BackfillProgress>(`${path}/progress`, changes);
  const cells = useList<BackfillCell>(`${path}/cells`, {}, changes);
  const columns: readonly Column<BackfillCell>[] = [
    { head: 'Partition', show: ({ ref }) => <Ref value={ref} /> },
    { head: 'State', show: ({ state }) => <State state={LOOKS[state] ?? state} word={state} /> },
    {
      head: 'Build',
      show: (cell) => (cell.request === undefined ? null : <a href={requestPage(cell.request)}>its request</a>),
    },
  ];
  return (
    <Section title="Backfill" aside={`cut into builds of at most ${number(Number(request.size))} tasks`}>
      {progress.value !== undefined && <Cells progress={progress.value} />}
      <Shown of={cells} what="the partitions of the backfill">
        {(items) =>
          items.length === 0 ? (
            <Empty>The backfill is cut into builds when its plan is approved.</Empty>
          ) : (
            <>
              <Table
                caption="Partitions of the backfill"
                columns={columns}
                items={items}
                keyOf={({ number: place }) => String(place)}
              />
              {cells.more !== undefined && (
                <button type="button" class="button table-more" onClick={cells.more}>
                  Show more
                </button>
              )}
            </>
          )
        }
      </Shown>
    </Section>
  );
}

function Cells({ progress }: { readonly progress: BackfillProgress }) {
  const { cells, valid, made, failed, builds, buildsEnded } = progress;
  return (
    <>
      <Progress done={valid + made + failed} failed={failed} of={cells} label="Partitions" />
      <ul class="build-counts backfill-counts">
        {STATES.map(
          (state) =>
            progress[state] > 0 && (
              <li key={state}>
                <State state={LOOKS[state] ?? state} word={state} /> <strong>{number(progress[state])}</strong>
              </li>
            ),
        )}
        <li class="build-time">
          {number(buildsEnded)} of {number(builds)} builds ended
        </li>
      </ul>
    </>
  );
}
