import type { Lineage, Manifest } from '../../api/types.js';
import { lineagePage, partitionPage } from '../../addresses.js';
import { Ref } from '../../ui/ref.js';
import { Empty } from '../../ui/shown.js';
import { LongList } from './long_list.js';

type Input = Manifest['inputs'][number];

export interface MadeFromProps {
  readonly graph: string;
  readonly inputs: readonly Input[];
  /** One step up; undefined while it is read. */
  readonly lineage: Lineage | undefined;
}

/** What a partition was made from, and whether that is still what it was. */
export function MadeFrom({ graph, inputs, lineage }: MadeFromProps) {
  if (inputs.length === 0) return <Empty>It has no inputs.</Empty>;
  const current = new Map(lineage?.nodes.map(({ ref, manifest }) => [ref, manifest]));
  return (
    <LongList
      of={inputs}
      what="inputs"
      caption="The inputs of the partition"
      head={['Partition', 'Read as', 'Since then']}
      row={(input) => (
        <tr key={`${input.depType} ${input.ref}`}>
          <td>
            <Ref value={input.ref} href={partitionPage(graph, input.ref)} />
          </td>
          <td>{input.depType === 'query' ? 'query input' : 'input'}</td>
          <td>{current.has(input.ref) ? <Since read={input.manifest} now={current.get(input.ref)} /> : null}</td>
        </tr>
      )}
    />
  );
}

function Since({ read, now }: { readonly read: string | null; readonly now: string | undefined }) {
  if (read === (now ?? null)) return <span class="muted">{read === null ? 'never there' : 'as it was'}</span>;
  if (now === undefined) return <>forgotten</>;
  return <>{read === null ? 'made for the first time' : 'made again'}</>;
}

export interface MadeIntoProps {
  readonly graph: string;
  readonly name: string;
  /** One step down. */
  readonly lineage: Lineage;
}

/** What was made from a partition. */
export function MadeInto({ graph, name, lineage }: MadeIntoProps) {
  const made = lineage.nodes.filter(({ ref }) => ref !== name);
  if (made.length === 0) return <Empty>Nothing that exists was made from it.</Empty>;
  return (
    <>
      <LongList
        of={made}
        what="partitions"
        caption="What was made from the partition"
        head={['Partition', 'Job']}
        row={({ ref, job }) => (
          <tr key={ref}>
            <td>
              <Ref value={ref} href={partitionPage(graph, ref)} />
            </td>
            <td>{job === undefined ? null : <Ref value={job} most={48} />}</td>
          </tr>
        )}
      />
      {lineage.truncated && (
        <p class="why-note">
          There are more than these. The <a href={lineagePage(graph, name)}>lineage</a> leads on.
        </p>
      )}
    </>
  );
}
