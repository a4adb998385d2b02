import { buildPage } from '../../addresses.js';
import type { LiveEvent } from '../../api/live.js';
import type { Build, Page, Run } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { Section } from '../../ui/page.js';
import { Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Table, type Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { Counts } from '../build/counts.js';

export interface RequestBuildsProps {
  /** Of the call that shows the request. */
  readonly path: string;
  readonly changes: (event: LiveEvent) => boolean;
}

/** The builds that were started for a request: how far the newest one is, and those before it. */
export function RequestBuilds({ path, changes }: RequestBuildsProps) {
  const runs = useRead<Page<Run>>(`${path}/builds`, (event) => changes(event) || event.type === 'build');
  const items = runs.value?.items ?? [];
  if (items.length === 0 && runs.problem === undefined) return null;
  return (
    <Section title={items.length === 1 ? 'Build' : 'Builds'}>
      <Shown of={runs} what="the builds">
        {({ items: [newest, ...older] }) => (
          <>
            {newest !== undefined && <Newest run={newest} />}
            {older.length > 0 && (
              <Table caption="Builds before" columns={COLUMNS} items={older} keyOf={({ id }) => id} />
            )}
          </>
        )}
      </Shown>
    </Section>
  );
}

function Newest({ run }: { readonly run: Run }) {
  const { build } = run;
  return build === undefined ? <Unknown run={run} /> : <Known id={build} />;
}

function Known({ id }: { readonly id: string }) {
  const build = useRead<Build>(
    `/builds/${encodeURIComponent(id)}`,
    (event) => event.type === 'build' && event.build === id,
  );
  return (
    <Shown of={build} what="the build">
      {(found) => (
        <>
          <p class="request-build">
            <State state={found.outcome} /> <a href={buildPage(id)}>Started {<Time at={found.startedAt} />}</a>
          </p>
          <Counts build={found} remainingMs={undefined} />
        </>
      )}
    </Shown>
  );
}

/** A process that has not reported its build, or ended before it could. */
function Unknown({ run: { startedAt, endedAt, stderrTail } }: { readonly run: Run }) {
  return (
    <>
      <p class="request-build">
        <State
          state={endedAt === undefined ? 'queued' : 'failed'}
          word={endedAt === undefined ? 'starting' : 'ended'}
        />{' '}
        Started <Time at={startedAt} />
      </p>
      {endedAt !== undefined && typeof stderrTail === 'string' && stderrTail !== '' && (
        <pre class="log">{stderrTail}</pre>
      )}
    </>
  );
}

const COLUMNS: readonly Column<Run>[] = [
  {
    head: 'Started',
    show: ({ build, startedAt }) =>
      build === undefined ? (
        <Time at={startedAt} />
      ) : (
        <a href={buildPage(build)}>
          <Time at={startedAt} />
        </a>
      ),
  },
  { head: 'Ended', show: ({ endedAt }) => (endedAt === undefined ? null : <Time at={endedAt} />) },
  { head: 'State', show: ({ state }) => (typeof state === 'string' ? <State state={state} /> : null) },
];
