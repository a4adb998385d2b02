import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { mayWork } from '../../api/session.js';
import type { LiveEvent } from '../../api/live.js';
import type { Problem } from '../../api/problem.js';
import type { Explanation, HistoryEntry, Lineage, Page as Items, RecordedPartition } from '../../api/types.js';
import { useRead, type Reading } from '../../api/use_read.js';
import { graphPage, lineagePage, logPage, newRequestPage, withQuery } from '../../addresses.js';
import { place } from '../../router.js';
import { Page, Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Empty, Shown } from '../../ui/shown.js';
import { State } from '../../ui/state.js';
import { Ago } from '../../ui/time.js';
import { shortened, visibleText } from '../../ui/visible.js';
import { History } from './history.js';
import { ManifestFacts } from './manifest.js';
import { MadeFrom, MadeInto } from './neighbours.js';
import { Why } from './why.js';
import './partition.css';

/** One partition: whether it is valid and why, how it was made, from what, what was made from it, and what it was before. */
export function Partition({ graph }: { readonly graph: string }) {
  const ref = place.value.query.get('ref') ?? '';
  if (ref === '') {
    return (
      <Page title="Partition">
        <p>
          The address names no partition. The <a href={graphPage(graph)}>graph</a> leads to its partitions.
        </p>
      </Page>
    );
  }
  return <OnePartition key={ref} graph={graph} name={ref} />;
}

/** Entries of the history that are read. */
const HISTORY = '200';

function OnePartition({ graph, name }: { readonly graph: string; readonly name: string }) {
  const path = `/graphs/${encodeURIComponent(graph)}/partition`;
  const at = (part: string, query: Readonly<Record<string, string>> = {}): string =>
    withQuery(`${path}${part}`, { ref: name, ...query });
  const near = useRef<ReadonlySet<string>>(new Set([name]));
  const isOwn = (event: LiveEvent): boolean =>
    event.type === 'partitions' && event.changes.some(({ ref }) => ref === name);
  const isNear = (event: LiveEvent): boolean =>
    (event.type === 'partitions' && event.changes.some(({ ref }) => near.current.has(ref))) ||
    (event.type === 'deployment' && event.graph === graph);
  const recorded = useRead<RecordedPartition>(at(''), isOwn);
  const explained = useRead<Explanation>(at('/explain'), isNear);
  const history = useRead<Items<HistoryEntry>>(at('/history', { limit: HISTORY }), isOwn);
  const up = useRead<Lineage>(at('/lineage', { direction: 'up', depth: '1' }), isNear);
  const down = useRead<Lineage>(at('/lineage', { direction: 'down', depth: '1' }), isNear);
  const manifest = recorded.value?.manifest;
  useEffect(() => {
    near.current = nearTo(name, explained.value, manifest?.inputs.map((input) => input.ref) ?? []);
  }, [explained.value, manifest]);
  const verdict = explained.value?.partitions[0]?.verdict;
  const isMade = manifest !== undefined && (manifest.origin ?? 'built') === 'built';
  return (
    <Page
      title={visibleText(shortened(name, 60))}
      heading={<Ref value={name} most={120} />}
      above={
        <>
          Partition of <Ref value={graph} href={graphPage(graph)} />
        </>
      }
      about={
        <span class="partition-about">
          {verdict !== undefined && <State state={verdict} />}
          {manifest !== undefined && (
            <span>
              {manifest.origin ?? 'built'} <Ago at={Date.parse(manifest.endTime)} /> by{' '}
              <Ref value={manifest.job} most={48} /> {manifest.jobVersion}
            </span>
          )}
        </span>
      }
      actions={
        <>
          {isMade && (
            <a class="button" href={logPage(manifest.buildId, manifest.taskId)}>
              Log
            </a>
          )}
          <a class="button" href={lineagePage(graph, name)}>
            Lineage
          </a>
          {mayWork.value && (
            <a
              class="button is-main"
              href={newRequestPage({ graph, refs: name, force: verdict === 'valid' ? '1' : undefined })}
            >
              {manifest === undefined ? 'Build …' : 'Rebuild …'}
            </a>
          )}
        </>
      }
    >
      <Section title={TITLES[verdict ?? 'unknown']}>
        <Shown of={explained} what="why it is valid or not" lines={6}>
          {(explanation) => <Why graph={graph} explanation={explanation} manifest={manifest} />}
        </Shown>
      </Section>
      <Section title="Manifest">
        <IfRecorded of={recorded} what="the manifest">
          {({ manifest: current }) =>
            current === undefined ? null : <ManifestFacts graph={graph} name={name} manifest={current} />
          }
        </IfRecorded>
      </Section>
      <Section title="Made from">
        <IfRecorded of={recorded} what="what it was made from">
          {({ manifest: current }) =>
            current === undefined ? null : <MadeFrom graph={graph} inputs={current.inputs} lineage={up.value} />
          }
        </IfRecorded>
      </Section>
      <Section title="Made into">
        <Shown of={unlessMissing(down, NO_LINEAGE)} what="what was made from it">
          {(lineage) => <MadeInto graph={graph} name={name} lineage={lineage} />}
        </Shown>
      </Section>
      <Section title="History">
        <Shown of={unlessMissing(history, NO_HISTORY)} what="the history">
          {({ items, next }) => <History entries={items} isCut={next !== undefined} />}
        </Shown>
      </Section>
    </Page>
  );
}

const TITLES = {
  valid: 'Why it is valid',
  stale: 'Why it is stale',
  missing: 'Why it is missing',
  unknown: 'Validity',
} as const;

const NO_LINEAGE: Lineage = { nodes: [], edges: [], truncated: false };
const NO_HISTORY: Items<HistoryEntry> = { items: [] };

/** A partition that was never recorded has no lineage and no history, which is no problem. */
function unlessMissing<Value>(reading: Reading<Value>, none: Value): Reading<Value> {
  return isMissing(reading.problem) ? { value: none, reload: reading.reload } : reading;
}

function isMissing(problem: Problem | undefined): boolean {
  return problem?.status === 404;
}

interface IfRecordedProps {
  readonly of: Reading<RecordedPartition>;
  readonly what: string;
  readonly children: (value: RecordedPartition) => ComponentChildren;
}

function IfRecorded({ of, what, children }: IfRecordedProps) {
  if (isMissing(of.problem)) return <Empty>Nothing is recorded: it does not exist.</Empty>;
  return (
    <Shown of={of} what={what}>
      {children}
    </Shown>
  );
}

/** The partitions whose changes may change what is explained. */
function nearTo(name: string, explanation: Explanation | undefined, inputs: readonly string[]): ReadonlySet<string> {
  const refs = new Set<string>([name, ...inputs]);
  for (const { outputs, inputs: changed } of explanation?.comparisons ?? []) {
    for (const ref of outputs) refs.add(ref);
    for (const { ref } of changed) refs.add(ref);
  }
  return refs;
}
