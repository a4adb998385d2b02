import {
  eventsFile,
  eventStream,
  httpSink,
  lineSink,
  openFileTarget,
  type EventSink,
  type EventStream,
  type LineTarget,
  type OnSinkFailure,
  type SinkFailure,
} from '../observe/events/index.js';
import type { CatalogFailure } from '../catalog/index.js';
import { jobLog } from '../observe/jobs/index.js';
import { ownProcessMark } from '../base/runtime/index.js';
import type { Emit, Work } from '../exec/index.js';
import type { LineageExport, LineageExportOptions } from '../observe/openlineage/index.js';
import {
  exportsSpans,
  startTelemetry,
  traceContext,
  unusableEndpoint,
  type SpanDelivery,
} from '../observe/telemetry/index.js';
import type { BuildRun } from './builder.js';
import type { Site } from './site.js';

/** Where the events of a build go, besides its own file. */
export type EventPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: URL }
  /** Something that is already open. `name` is for messages. */
  | { readonly kind: 'stream'; readonly name: string; readonly target: LineTarget };

/** What an observer could not deliver. The build continues in any case. */
export type ObserverWarning =
  | { readonly observer: 'events' | 'lineage'; readonly failure: SinkFailure }
  /** The job catalog does not have the build yet. A later build delivers it. */
  | { readonly observer: 'jobs'; readonly failure: CatalogFailure | undefined }
  | { readonly observer: 'spans'; readonly delivery: SpanDelivery }
  /** The variable of the environment that names their endpoint has something else, so none are sent. */
  | { readonly observer: 'spans'; readonly unusable: string };

export interface LineageSettings extends Omit<LineageExportOptions, 'tasks' | 'onFailure' | 'version' | 'parent'> {
  /** `OPENLINEAGE_PARENT_ID`: the run that the build belongs to. */
  readonly parentId?: string | undefined;
}

export interface ObserverOptions {
  readonly events: readonly EventPlace[];
  /** Where the lineage goes; absent if nowhere. */
  readonly lineage?: LineageSettings | undefined;
  /** The environment that configures OpenTelemetry. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of DataBuild. */
  readonly version: string;
  readonly onWarning: (warning: ObserverWarning) => void;
}

/** Observers of a build. Disposal delivers what is left, within each observer's own time limit. */
export interface Observers extends AsyncDisposable, Pick<BuildRun, 'emits' | 'traceparentOf' | 'room'> {}

/** Opens the event file of the build, the job catalog, the other places for its events, the lineage and the spans. */
export async function openObservers(work: Work, site: Site, options: ObserverOptions): Promise<Observers> {
  const { env, version, lineage, onWarning } = options;
  await using opened = new AsyncDisposableStack();
  const stream = opened.use(openEventStream(site, options));
  const jobs = opened.use(
    jobLog({
      location: { stateDir: site.stateDir, url: site.catalogUrl },
      host: site.host,
      process: ownProcessMark(),
      onUndelivered: (failure) => {
        onWarning({ observer: 'jobs', failure });
      },
    }),
  );
  const traces = traceContext(env['TRACEPARENT'], exportsSpans(env));
  const unusable = unusableEndpoint(env);
  if (unusable !== undefined) onWarning({ observer: 'spans', unusable });
  const telemetry = await startTelemetry(env, { context: traces, host: site.host, version });
  const lineageExport = lineage && (await openLineage(work, lineage, options));
  const sendSpans = async (): Promise<void> => {
    const delivery = await telemetry?.close();
    if (delivery !== undefined && delivery.lost > 0) onWarning({ observer: 'spans', delivery });
  };
  const held = opened.move();
  const emits: (Emit | undefined)[] = [stream.emit, jobs.emit, telemetry?.emit, lineageExport?.emit];
  return {
    emits: emits.filter((emit) => emit !== undefined),
    traceparentOf: traces.traceparentOf,
    room: stream.room,
    async [Symbol.asyncDispose]() {
      await Promise.all([sendSpans(), lineageExport?.[Symbol.asyncDispose]()]);
      await held.disposeAsync();
    },
  };
}

/** The module is loaded only if lineage is requested. */
async function openLineage(
  { tasks }: Work,
  { parentId, ...settings }: LineageSettings,
  { version, onWarning }: ObserverOptions,
): Promise<LineageExport> {
  const { exportLineage, readParent } = await import('../observe/openlineage/index.js');
  return exportLineage({
    ...settings,
    tasks,
    version,
    parent: readParent(parentId),
    onFailure: (failure) => {
      onWarning({ observer: 'lineage', failure });
    },
  });
}

function openEventStream({ host, stateDir }: Site, { events, onWarning }: ObserverOptions): EventStream {
  const onFailure: OnSinkFailure = (failure) => {
    onWarning({ observer: 'events', failure });
  };
  const file = (path: string, keepAll = false): EventSink =>
    lineSink({ name: path, open: () => openFileTarget(path), onFailure, keepAll });
  return eventStream({
    host,
    process: ownProcessMark(),
    sinks: ({ buildId }) => [
      // Later commands know the build by this file, so it must be complete.
      file(eventsFile(stateDir, buildId), true),
      ...events.map((place) => {
        switch (place.kind) {
          case 'file':
            return file(place.path);
          case 'http':
            return httpSink({ url: place.url, onFailure });
          case 'stream':
            return lineSink({ name: place.name, open: () => Promise.resolve(place.target), onFailure });
        }
      }),
    ],
  });
}
