import type { ComponentChildren } from 'preact';
import type { Manifest } from '../../api/types.js';
import { buildPage, logPage, partitionPage } from '../../addresses.js';
import { Copy } from '../../ui/copy.js';
import { duration } from '../../ui/format.js';
import { Ref } from '../../ui/ref.js';
import { Time } from '../../ui/time.js';
import { visibleText } from '../../ui/visible.js';
import { Values } from './values.js';

export interface ManifestFactsProps {
  readonly graph: string;
  /** The partition. */
  readonly name: string;
  readonly manifest: Manifest;
}

const ORIGINS = {
  built: 'built: its task ran',
  adopted: 'adopted: it was made elsewhere',
  blessed: 'blessed: it was accepted as it is under new keys',
  unchanged: 'unchanged: its task did not run, because its changed inputs had the same data as before',
} as const;

/** How, when, where and by what a partition was made, and what the job reported. */
export function ManifestFacts({ graph, name, manifest }: ManifestFactsProps) {
  const { job, jobVersion, origin = 'built', startTime, endTime, host, buildId, taskId, attempt } = manifest;
  const others = manifest.outputs.filter((ref) => ref !== name);
  const digest = manifest.digests?.[name];
  return (
    <>
      <dl class="facts">
        <Fact name="Origin">{ORIGINS[origin]}</Fact>
        <Fact name="Job">
          <Ref value={job} /> {jobVersion}
        </Fact>
        <Fact name="Made">
          <Time at={Date.parse(endTime)} />, in {duration(Date.parse(endTime) - Date.parse(startTime))}, on{' '}
          <Ref value={host} />
        </Fact>
        <Fact name="Build">
          <Ref value={buildId} href={buildPage(buildId)} />
        </Fact>
        {origin === 'built' && (
          <Fact name="Task">
            <Ref value={taskId} href={logPage(buildId, taskId)} />
            {attempt > 1 && <span class="muted"> attempt {attempt}</span>}
          </Fact>
        )}
        <Fact name="Program">
          <Ref value={manifest.config.executable} />
        </Fact>
        <Fact name="Arguments">
          <Values of={manifest.config.args} />
        </Fact>
        <Fact name="Variables">
          <Values of={Object.entries(manifest.config.env).map(([key, value]) => `${key}=${value}`)} />
        </Fact>
        {others.length > 0 && (
          <Fact name="Made with it">
            <ul class="values">
              {others.slice(0, 20).map((ref) => (
                <li key={ref}>
                  <Ref value={ref} href={partitionPage(graph, ref)} />
                </li>
              ))}
              {others.length > 20 && <li class="muted">and {others.length - 20} more</li>}
            </ul>
          </Fact>
        )}
        {digest !== undefined && (
          <Fact name="Digest of the data">
            <Ref value={digest} />
          </Fact>
        )}
        <Fact name="Reported">
          <Reported metadata={manifest.metadata} />
        </Fact>
      </dl>
      <WholeManifest manifest={manifest} />
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What the job reported about its run. */
function Reported({ metadata }: { readonly metadata: Manifest['metadata'] }) {
  const entries = Object.entries(metadata);
  if (entries.length === 0) return <span class="muted">nothing</span>;
  return (
    <ul class="values">
      {entries.slice(0, 20).map(([key, value]) => (
        <li key={key}>
          <Ref value={`${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`} most={160} />
        </li>
      ))}
      {entries.length > 20 && <li class="muted">and {entries.length - 20} more</li>}
    </ul>
  );
}

/** Characters of a manifest that are shown; it may have ten thousand inputs. */
const MOST_SHOWN = 20_000;

function WholeManifest({ manifest }: { readonly manifest: Manifest }) {
  const text = JSON.stringify(manifest, null, 2);
  return (
    <details class="whole">
      <summary>The whole manifest as JSON</summary>
      <div class="whole-copy">
        <Copy text={text} what="the manifest" />
      </div>
      <pre class="whole-text" tabIndex={0} aria-label="The manifest">
        {visibleLines(text.slice(0, MOST_SHOWN))}
        {text.length > MOST_SHOWN && '\n…'}
      </pre>
    </details>
  );
}

function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}
