import { refuseRow, type Catalog, type CurrentManifest } from '../../catalog/index.js';
import {
  noteOf,
  queried,
  type JobGraph,
  type Manifest,
  type PartitionRef,
  type Task,
  type Validity,
} from '../../base/model/index.js';
import {
  effectiveKeys,
  plan,
  reasonOf,
  standTasks,
  validityBy,
  type JobValidity,
  type StandingTask,
} from '../plan/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import { comparisonId, compareUpstream, readBy, type Compared, type Pair } from './compare.js';
import { missingOutputs } from './missing.js';
import {
  EXPLANATION_SCHEMA_VERSION,
  type Comparison,
  type Explanation,
  type ManifestSummary,
  type PartitionExplanation,
  type QueryMove,
} from './schema.js';

export interface ExplainDeps {
  readonly catalog: Pick<Catalog, 'place' | 'current' | 'data' | 'durations' | 'manifests' | 'history' | 'snapshot'>;
  /** Every job of the graph. */
  readonly jobs: readonly JobValidity[];
  /** Overrides the validity of every job. */
  readonly validity?: Validity | undefined;
  /** Values that are masked in changes, as they are in manifests. */
  readonly secrets?: Secrets | undefined;
}

/** What is known about a ref before the comparison. */
interface Judged {
  readonly ref: PartitionRef;
  readonly stand: StandingTask;
  readonly validity: Validity;
  /** Id of the manifest that proves the ref, or that fails to prove it. */
  readonly manifest: string | undefined;
}

/**
 * Explains why partitions would be built again or not if each were requested now. Follows changes upstream to the
 * tasks whose own fields changed.
 *
 * It makes a few queries to the catalog for all refs together, and one for each step upstream.
 *
 * @param refs each made by a task of the graph
 * @throws RangeError if no task makes one of them
 * @throws CatalogError if the catalog lacks the manifest of one of them
 */
export async function explain(
  refs: readonly PartitionRef[],
  graph: JobGraph,
  { catalog, jobs, validity, secrets }: ExplainDeps,
): Promise<Explanation> {
  const outputs = graph.tasks.flatMap(({ config }) => config.outputs);
  // The snapshot comes first, as for a plan.
  const snapshot = await catalog.snapshot();
  const current = await catalog.current([
    ...new Set([...outputs, ...graph.tasks.flatMap(({ config }) => queried(config))]),
  ]);
  const validityOf = validityBy({ validity }, jobs);
  const stands = standTasks(graph, current, validityOf);
  const makers = new Map<PartitionRef, StandingTask>();
  for (const stand of stands) for (const ref of stand.task.config.outputs) makers.set(ref, stand);

  const judged = refs.map((ref): Judged => {
    const stand = makers.get(ref);
    if (stand === undefined) throw new RangeError(`nothing makes ${ref}`);
    const { standing, task } = stand;
    const manifest = standing.kind === 'stale' ? standing.manifest.id : current.get(ref)?.id;
    return { ref, stand, validity: validityOf(task), manifest };
  });
  const manifests = await catalog.manifests([...new Set(judged.flatMap(provenBy))]);
  const pairs = judged.flatMap((each) => pairOf(each, current));
  const compared = await compareUpstream(pairs, {
    catalog,
    jobs: graph.jobs,
    secrets,
    makers,
    effective: effectiveKeys(stands, current),
    analyzed: new Map(stands.flatMap(({ analyzed }) => analyzed.config.outputs.map((ref) => [ref, analyzed]))),
  });
  // A task once, however many of its outputs are asked about.
  const unmade = new Set(judged.flatMap(({ stand }) => (stand.standing.kind === 'missing' ? [stand.task] : [])));
  const missing = await missingOutputs([...unmade], current, catalog);
  const hasStale = judged.some(({ stand }) => stand.standing.kind === 'stale');
  const maybeCutOff = hasStale ? await tasksMaybeCutOff(refs, graph, { catalog, jobs, validity, secrets }) : NONE;
  return {
    schemaVersion: EXPLANATION_SCHEMA_VERSION,
    graph: graph.graph,
    snapshot,
    partitions: judged.map((each) =>
      explained(each, { place: catalog.place, current, manifests, compared, maybeCutOff }),
    ),
    missing: Array.from(missing, ([task, outputs]) => ({ task, outputs })),
    comparisons: Array.from(compared, ([id, each]) => comparisonOf(id, each, compared, makers)),
  };
}

const NONE: ReadonlySet<string> = new Set();

/** Ids of the tasks that a plan of the refs marks as running only if their inputs differ. */
async function tasksMaybeCutOff(
  refs: readonly PartitionRef[],
  graph: JobGraph,
  { validity, ...deps }: ExplainDeps,
): Promise<ReadonlySet<string>> {
  const planned = await plan({ ...graph, outputs: [...refs] }, validity === undefined ? {} : { validity }, deps);
  if (!planned.ok) return NONE;
  return new Set(planned.value.tasks.flatMap(({ id, runsIf }) => (runsIf === undefined ? [] : [id])));
}

function provenBy({ stand, manifest }: Judged): string[] {
  return stand.standing.kind === 'missing' || manifest === undefined ? [] : [manifest];
}

/** What to compare for a ref: nothing if it is missing or if nothing changed. */
function pairOf(
  { ref, stand, validity, manifest }: Judged,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
): Pair[] {
  const { analyzed, standing } = stand;
  const proof = current.get(ref);
  if (standing.kind === 'missing' || manifest === undefined || proof === undefined) return [];
  if (standing.kind === 'stale') return [{ stand, manifest, depth: validity === 'content' ? 'content' : 'version' }];
  return noteOf(proof, analyzed) === 'valid' ? [] : [{ stand, manifest, depth: 'masked' }];
}

interface Evidence {
  readonly place: string;
  readonly current: ReadonlyMap<PartitionRef, CurrentManifest>;
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly compared: ReadonlyMap<string, Compared>;
  /** Ids of the tasks that run only if their changed inputs differ. */
  readonly maybeCutOff: ReadonlySet<string>;
}

function explained(
  { ref, stand, validity, manifest: id = '' }: Judged,
  { place, current, manifests, compared, maybeCutOff }: Evidence,
): PartitionExplanation {
  const { task, standing } = stand;
  const shared = { ref, task: task.id, job: task.job, validity };
  if (standing.kind === 'missing') return { ...shared, verdict: 'missing' };
  const manifest = manifests.get(id);
  const queries = manifest === undefined ? [] : movedQueries(task, manifest, current);
  const comparison = comparisonId(task, id);
  const found = compared.get(comparison);
  if (standing.kind === 'stale') {
    return found === undefined
      ? {
          ...shared,
          verdict: 'stale',
          reason: { kind: 'content-changed', fields: ['manifest'] },
          comparison: null,
          queries,
        }
      : {
          ...shared,
          verdict: 'stale',
          reason: reasonOf(task, found.manifest, found.differences, validity),
          comparison,
          ...(maybeCutOff.has(task.id) && { runsIf: 'inputs-differ' }),
          queries,
        };
  }
  if (manifest === undefined) refuseRow(place, `ref ${ref}`, `its manifest ${id} is missing`);
  return {
    ...shared,
    verdict: 'valid',
    made: summaryOf(manifest),
    masked: found === undefined ? null : comparison,
    queries,
  };
}

/** Query inputs that are still read, but whose current manifest changed. */
function movedQueries(
  task: Task,
  manifest: Manifest,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
): QueryMove[] {
  const read = new Map(manifest.inputs.map((input) => [input.ref, input]));
  return queried(task.config).flatMap((ref) => {
    const was = read.get(ref);
    if (was?.depType !== 'query') return [];
    const is = current.get(ref)?.id ?? null;
    return was.manifest === is ? [] : [{ ref, old: was.manifest, new: is }];
  });
}

function comparisonOf(
  id: string,
  { stand, manifest, differences, inputs }: Compared,
  compared: ReadonlyMap<string, Compared>,
  makers: ReadonlyMap<PartitionRef, StandingTask>,
): Comparison {
  const { analyzed, standing, task } = stand;
  const { changes, code } = differences;
  const read = readBy(manifest);
  const versionKey = keyMove(manifest.versionKey, task.versionKey, analyzed.versionKey);
  const contentKey = keyMove(manifest.contentKey ?? null, task.contentKey, analyzed.contentKey);
  return {
    id,
    task: task.id,
    job: task.job,
    outputs: task.config.outputs,
    made: summaryOf(manifest),
    standing: standing.kind,
    ...(versionKey !== undefined && { versionKey }),
    ...(contentKey !== undefined && { contentKey }),
    changes: [...changes],
    ...(code !== undefined && { code }),
    inputs: inputs.map((move) => {
      const was = read.get(move.ref) ?? null;
      const maker = makers.get(move.ref);
      const upstream = was === null || maker === undefined ? undefined : comparisonId(maker.task, was);
      return { ...move, manifest: was, comparison: upstream !== undefined && compared.has(upstream) ? upstream : null };
    }),
  };
}

/** The effective key if it changed, otherwise the key of the graph. */
function keyMove(old: string | null, effective: string, analyzed: string): Comparison['versionKey'] {
  const key = old === effective ? analyzed : effective;
  return old === key ? undefined : { old, new: key };
}

function summaryOf(manifest: Manifest): ManifestSummary {
  const { id, endTime, job, jobVersion, buildId, origin = 'built', unchangedSince } = manifest;
  const summary = { manifest: id, endTime, job, jobVersion, buildId, origin };
  return unchangedSince === undefined ? summary : { ...summary, unchangedSince };
}
