import { useState } from 'preact/hooks';
import type { Explanation, Manifest } from '../../api/types.js';
import { partitionPage } from '../../addresses.js';
import { count } from '../../ui/format.js';
import { Ref } from '../../ui/ref.js';
import { Time } from '../../ui/time.js';
import { visibleText } from '../../ui/visible.js';
import {
  fieldRows,
  originsOf,
  type Comparison,
  type FieldRow,
  type PartitionExplanation,
  type Reason,
  type Weight,
} from './fields.js';
import { LongList } from './long_list.js';
import { Values } from './values.js';

export interface WhyProps {
  readonly graph: string;
  readonly explanation: Explanation;
  /** The current manifest, if there is one. */
  readonly manifest?: Manifest | undefined;
}

/** Why a partition is valid, stale or missing. */
export function Why({ graph, explanation, manifest }: WhyProps) {
  const [partition] = explanation.partitions;
  if (partition === undefined) return null;
  if (partition.verdict === 'missing') return <Missing graph={graph} explanation={explanation} partition={partition} />;
  const id = partition.verdict === 'valid' ? partition.masked : partition.comparison;
  const comparison = explanation.comparisons.find((each) => each.id === id);
  const reason = partition.verdict === 'stale' ? partition.reason : undefined;
  return (
    <>
      <Verdict graph={graph} partition={partition} isKnown={id === null || comparison !== undefined} />
      {(comparison !== undefined || partition.verdict === 'valid') && (
        <Fields
          graph={graph}
          all={explanation.comparisons}
          comparison={comparison}
          manifest={manifest}
          reason={reason}
          isMasked={partition.verdict === 'valid'}
        />
      )}
      <Origins graph={graph} explanation={explanation} nearest={id} />
      {partition.queries.length > 0 && (
        <p class="why-note">
          Query inputs changed since then, which never makes it stale:{' '}
          <Refs graph={graph} refs={partition.queries.map(({ ref }) => ref)} />
        </p>
      )}
    </>
  );
}

type Judged = Exclude<PartitionExplanation, { verdict: 'missing' }>;

const JUDGED = {
  presence: 'It is judged by presence: it is valid as long as it exists.',
  version: 'It is judged by version: the major versions of its job and of the jobs upstream count.',
  content: 'It is judged by content: code, arguments, variables and inputs count, here and upstream.',
} as const;

function Verdict({
  graph,
  partition,
  isKnown,
}: {
  readonly graph: string;
  readonly partition: Judged;
  readonly isKnown: boolean;
}) {
  return (
    <div class="why-verdict">
      <p>
        {partition.verdict === 'valid' ? (
          partition.masked === null ? (
            'Nothing has changed since it was made.'
          ) : (
            'What has changed since it was made does not count.'
          )
        ) : (
          <ReasonText graph={graph} reason={partition.reason} />
        )}{' '}
        {JUDGED[partition.validity]}
      </p>
      {partition.verdict === 'stale' && partition.runsIf !== undefined && (
        <p>Its task does not run if its changed inputs turn out to have the same data as before.</p>
      )}
      {!isKnown && <p>Its manifest is no longer in the catalog, so it is not known what changed.</p>}
    </div>
  );
}

function ReasonText({ graph, reason }: { readonly graph: string; readonly reason: Reason }) {
  switch (reason.kind) {
    case 'job-major-changed':
      return (
        <>
          Its job has a new major version: {reason.from} → {reason.to}.
        </>
      );
    case 'input-changed':
    case 'input-refreshed':
      return (
        <>
          {reason.refs.length === 1 ? 'An input has' : `${count(reason.refs.length, 'input')} have`} changed:{' '}
          <Refs graph={graph} refs={reason.refs} />.
        </>
      );
    case 'content-changed':
      return <>{reason.fields.length === 1 ? 'A field of its task has' : 'Fields of its task have'} changed.</>;
    case 'missing':
      return (
        <>
          Its task also makes <Refs graph={graph} refs={reason.refs} />, which {reason.refs.length === 1 ? 'is' : 'are'}{' '}
          missing.
        </>
      );
    default:
      return <>It was asked for.</>;
  }
}

/** The first refs of a list, in a sentence. */
function Refs({ graph, refs }: { readonly graph: string; readonly refs: readonly string[] }) {
  const shown = refs.slice(0, 3);
  return (
    <>
      {shown.map((ref, index) => (
        <span key={ref}>
          {index > 0 && ', '}
          <Ref value={ref} href={partitionPage(graph, ref)} most={48} />
        </span>
      ))}
      {refs.length > shown.length && ` and ${count(refs.length - shown.length, 'other')}`}
    </>
  );
}

function Missing({
  graph,
  explanation,
  partition,
}: WhyProps & { readonly partition: Extract<PartitionExplanation, { verdict: 'missing' }> }) {
  const outputs = explanation.missing.find(({ task }) => task === partition.task)?.outputs ?? [];
  const own = outputs.find(({ ref }) => ref === partition.ref);
  const others = outputs.filter(({ ref }) => ref !== partition.ref).map(({ ref }) => ref);
  return (
    <div class="why-verdict">
      <p>
        {own === undefined ? (
          'It has to be made again.'
        ) : own.forgotten === null ? (
          'It was never built.'
        ) : (
          <>
            It was forgotten: <Time at={Date.parse(own.forgotten)} />.
          </>
        )}
        {others.length > 0 && (
          <>
            {' '}
            Its task also makes <Refs graph={graph} refs={others} />, which {others.length === 1 ? 'is' : 'are'}{' '}
            missing, too.
          </>
        )}
      </p>
    </div>
  );
}

interface FieldsProps {
  readonly graph: string;
  readonly all: readonly Comparison[];
  readonly comparison?: Comparison | undefined;
  readonly manifest?: Manifest | undefined;
  readonly reason?: Reason | undefined;
  readonly isMasked: boolean;
}

/** What was compared, field by field, and then input by input. */
function Fields({ graph, all, comparison, manifest, reason, isMasked }: FieldsProps) {
  const rows = fieldRows({ comparison, manifest, reason, isMasked });
  const inputs = comparison?.inputs ?? [];
  const known = manifest?.inputs.filter(({ depType }) => depType === 'materialize').length;
  return (
    <>
      <FieldTable rows={rows} caption="The task when the partition was made, and now" />
      {known !== undefined && inputs.length === 0 && (
        <p class="why-note">
          {known === 0 ? 'It has no inputs.' : `${count(known, 'input')}: the same as when it was made.`}
        </p>
      )}
      {inputs.length > 0 && <Inputs graph={graph} all={all} inputs={inputs} reason={reason} />}
    </>
  );
}

const WEIGHTS: Readonly<Record<Exclude<Weight, 'same'>, string>> = {
  reason: 'makes it stale',
  changed: 'changed',
  masked: 'does not count',
};

function FieldTable({ rows, caption }: { readonly rows: readonly FieldRow[]; readonly caption: string }) {
  if (rows.length === 0) return null;
  return (
    <div class="table-box">
      <table class="fields">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">When it was made</th>
            <th scope="col">Now</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ field, old, now, weight }) => (
            <tr key={field}>
              <th scope="row">{visibleText(field)}</th>
              <td>
                <Values of={old} />
              </td>
              <td>{weight === 'same' ? <span class="muted">the same</span> : <Values of={now} />}</td>
              <td>
                <WeightMark weight={weight} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WeightMark({ weight }: { readonly weight: Weight }) {
  if (weight === 'same') return null;
  return <span class={`weight weight-${weight}`}>{WEIGHTS[weight]}</span>;
}

interface InputsProps {
  readonly graph: string;
  readonly all: readonly Comparison[];
  readonly inputs: Comparison['inputs'];
  readonly reason?: Reason | undefined;
}

const INPUT_CHANGES = {
  version: 'other versions of jobs upstream',
  content: 'other content upstream',
  nothing: 'something upstream, but it is valid',
} as const;

function Inputs({ graph, all, inputs, reason }: InputsProps) {
  const named = new Set<string>(reason !== undefined && 'refs' in reason ? reason.refs : []);
  return (
    <div class="why-inputs">
      <h3>Inputs that changed</h3>
      <LongList
        of={inputs}
        what="inputs"
        caption="Inputs that are not what they were"
        head={['Input', 'What changed', 'Difference']}
        row={(input) => {
          const weight: Weight = input.weight === 'nothing' ? 'masked' : named.has(input.ref) ? 'reason' : 'changed';
          return (
            <tr key={input.ref}>
              <td>
                <Ref value={input.ref} href={partitionPage(graph, input.ref)} />
              </td>
              <td>
                <Upstream graph={graph} all={all} input={input} />
              </td>
              <td>
                <WeightMark weight={weight} />
              </td>
            </tr>
          );
        }}
      />
    </div>
  );
}

/** What changed about an input: opened, the fields of the task that makes it, and of the inputs of that one. */
function Upstream({
  graph,
  all,
  input,
}: Pick<InputsProps, 'graph' | 'all'> & { readonly input: Comparison['inputs'][number] }) {
  const [isOpen, setIsOpen] = useState(false);
  const comparison = all.find(({ id }) => id === input.comparison);
  if (comparison === undefined) {
    return (
      <span class="muted">
        {input.manifest === null ? 'It was not there when it was read.' : 'What was read is no longer in the catalog.'}
      </span>
    );
  }
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{INPUT_CHANGES[input.weight]}</summary>
      {isOpen && <Fields graph={graph} all={all} comparison={comparison} isMasked={input.weight === 'nothing'} />}
    </details>
  );
}

/** Where it comes from, if that is further upstream. */
function Origins({
  graph,
  explanation,
  nearest,
}: {
  readonly graph: string;
  readonly explanation: Explanation;
  readonly nearest: string | null;
}) {
  const origins = originsOf(explanation.comparisons, nearest);
  if (origins.length === 0) return null;
  return (
    <div class="why-origins">
      <h3>Where it comes from</h3>
      {origins.slice(0, 20).map(({ job, rows, refs }) => (
        <div class="origin" key={refs[0]}>
          <p>
            <Ref value={job} /> <span class="muted">makes</span> <Refs graph={graph} refs={refs} />
          </p>
          <FieldTable rows={rows} caption={`What changed in ${String(refs.length)} partitions`} />
        </div>
      ))}
      {origins.length > 20 && <p class="muted">and {count(origins.length - 20, 'other origin')}</p>}
    </div>
  );
}
