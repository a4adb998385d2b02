import type { Lineage as Walked } from '../../api/types.js';
import { useRead } from '../../api/use_read.js';
import { graphPage, lineagePage, partitionPage, withQuery } from '../../addresses.js';
import { place, setQuery } from '../../router.js';
import { Diagram } from '../../ui/diagram.js';
import { count } from '../../ui/format.js';
import { Page, Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { shortened, visibleText } from '../../ui/visible.js';

/** Steps that are shown in each direction. */
const STEPS = 2;
const MOST_STEPS = 50;

/** What a partition was made from and what was made from it, step by step. */
export function Lineage({ graph }: { readonly graph: string }) {
  const { query } = place.value;
  const name = query.get('ref') ?? '';
  const [up, down] = [stepsOf(query.get('up')), stepsOf(query.get('down'))];
  const path = (direction: string, depth: number): string =>
    withQuery(`/graphs/${encodeURIComponent(graph)}/partition/lineage`, { ref: name, direction, depth: String(depth) });
  const above = useRead<Walked>(path('up', up), (event) => event.type === 'partitions');
  const below = useRead<Walked>(path('down', down), (event) => event.type === 'partitions');
  return (
    <Page
      title={`Lineage of ${visibleText(shortened(name, 60))}`}
      heading={<Ref value={name} most={120} />}
      above={
        <>
          Lineage of a partition of <Ref value={graph} href={graphPage(graph)} />
        </>
      }
      actions={
        <>
          <Further name="up" steps={up}>
            Further up
          </Further>
          <Further name="down" steps={down}>
            Further down
          </Further>
          <a class="button" href={partitionPage(graph, name)}>
            Partition
          </a>
        </>
      }
    >
      <Section title="What it was made from, and what was made from it">
        <Shown of={above} what="what it was made from" lines={6}>
          {(from) => (
            <Shown of={below} what="what was made from it" lines={6}>
              {(into) => <Picture graph={graph} name={name} from={from} into={into} />}
            </Shown>
          )}
        </Shown>
      </Section>
    </Page>
  );
}

function stepsOf(text: string | null): number {
  const steps = Number(text ?? STEPS);
  return Number.isInteger(steps) && steps >= 1 ? Math.min(steps, MOST_STEPS) : STEPS;
}

function Further({
  name,
  steps,
  children,
}: {
  readonly name: string;
  readonly steps: number;
  readonly children: string;
}) {
  return (
    <button
      type="button"
      class="button"
      disabled={steps >= MOST_STEPS}
      onClick={() => setQuery({ [name]: String(steps + 1) })}
    >
      {children}
    </button>
  );
}

/** A picture with more partitions has nothing to say to anyone. */
const MOST = 300;

function Picture({
  graph,
  name,
  from,
  into,
}: {
  readonly graph: string;
  readonly name: string;
  readonly from: Walked;
  readonly into: Walked;
}) {
  const all = new Map([...from.nodes, ...into.nodes].map((node) => [node.ref, node]));
  const nodes = [...all.values()].sort((a, b) => a.depth - b.depth).slice(0, MOST);
  const shown = new Set(nodes.map(({ ref }) => ref));
  const edges = new Map(
    [...from.edges, ...into.edges]
      .filter(({ input, output }) => shown.has(input) && shown.has(output))
      .map(({ input, output }) => [JSON.stringify([input, output]), { from: input, to: output }]),
  );
  if (nodes.length === 1) return <Empty>It was made from nothing, and nothing was made from it.</Empty>;
  return (
    <>
      <Diagram
        label="Partitions, from what was read to what was made from it"
        width={232}
        height={48}
        nodes={nodes.map(({ ref, exists }) => ({
          id: ref,
          isMain: ref === name,
          content: (
            <>
              <Ref value={ref} most={24} href={ref === name ? partitionPage(graph, ref) : lineagePage(graph, ref)} />
              {!exists && <State state="missing" />}
            </>
          ),
        }))}
        edges={[...edges.values()]}
      />
      <p class="table-more muted">
        {count(nodes.length, 'partition')}.
        {(from.truncated || into.truncated || nodes.length < all.size) &&
          ' There are more; a picture has at most 300. Choose a partition to see what is around it.'}
      </p>
    </>
  );
}
