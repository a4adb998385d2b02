import { buildPage } from '../../addresses.js';
import { send } from '../../api/call.js';
import { mayOperate } from '../../api/session.js';
import type { Page as Items, Pool } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { ActionButton } from '../../ui/action_button.js';
import { now } from '../../ui/clock.js';
import { count, elapsed, number } from '../../ui/format.js';
import { Page } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { Table, type Column } from '../../ui/table.js';
import './pools.css';
import { SetPool } from './set_pool.js';

type Holder = Pool['holders'][number];

/** Resources with a limit that all builds share: who holds them, who waits, and since when. */
export function Pools() {
  const pools = useRead<Items<Pool>>('/pools', ({ type }) => type === 'pool' || type === 'task' || type === 'build');
  return (
    <Page
      title="Pools"
      about="A pool is a resource with a limit that all builds on the catalog share, such as the connections of a database."
      actions={mayOperate.value && <SetPool reload={pools.reload} />}
    >
      <Shown of={pools} what="the pools" lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>
              There is no pool. Jobs use one by <code>resources</code>, as soon as it has a number of slots.
            </Empty>
          ) : (
            items.map((pool) => <OnePool key={pool.name} pool={pool} reload={pools.reload} />)
          )
        }
      </Shown>
    </Page>
  );
}

function OnePool({ pool, reload }: { readonly pool: Pool; readonly reload: () => void }) {
  const { holders, name, slots, waiting } = pool;
  const held = holders.reduce((sum, holder) => sum + holder.slots, 0);
  const remove = async () => {
    const answer = await send('DELETE', `/pools/${encodeURIComponent(name)}`);
    reload();
    return answer;
  };
  return (
    <section class="pool">
      <div class="pool-head">
        <h2>
          <Ref value={name} />
        </h2>
        <span class="muted">
          {number(held)} of {count(slots, 'slot')} held{waiting.length > 0 && `, ${number(waiting.length)} waiting`}
        </span>
        {mayOperate.value && (
          <div class="actions">
            <SetPool pool={pool} reload={reload} />
            <ActionButton
              label="Remove"
              isDangerous
              act={remove}
              done="The pool was removed."
              confirm={{ title: 'Remove the pool?', text: <p>What uses it has no limit from then on.</p> }}
            />
          </div>
        )}
      </div>
      {holders.length + waiting.length === 0 ? (
        <Empty>Nobody uses it now.</Empty>
      ) : (
        <Table
          caption={`Who holds and waits for ${name}`}
          columns={COLUMNS}
          items={[
            ...holders.map((holder) => ({ ...holder, does: 'holds' })),
            ...waiting.map((holder) => ({ ...holder, does: 'waits for' })),
          ]}
          keyOf={({ owner, does, since }) => `${owner} ${does} ${String(since)}`}
        />
      )}
    </section>
  );
}

const COLUMNS: readonly Column<Holder & { readonly does: string }>[] = [
  { head: 'Build', show: ({ owner }) => <Owner owner={owner} /> },
  { head: 'Slots', show: ({ does, slots }) => `${does} ${number(slots)}` },
  { head: 'For', show: ({ since }) => elapsed(now.value - since), isNumber: true },
];

/** Host and id of a build, with a colon between them. */
function Owner({ owner }: { readonly owner: string }) {
  const at = owner.lastIndexOf(':');
  const build = owner.slice(at + 1);
  if (at < 0) return <Ref value={owner} />;
  return (
    <>
      <Ref value={build} href={buildPage(build)} /> <span class="muted">on</span> <Ref value={owner.slice(0, at)} />
    </>
  );
}
