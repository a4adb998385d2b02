import type { Catalog, CurrentManifest } from '../catalog/index.js';
import type { JobGraph, Manifest, PartitionRef, Task, Validity } from '../model/index.js';
import { reasonOf, standingOf, type JobValidity, type Standing } from '../plan/index.js';
import { comparisonId, compareUpstream, readBy, type Compared, type Pair } from './compare.js';
import { missingOutputs } from './missing.js';
import {
  EXPLANATION_SCHEMA_VERSION,
  type Comparison,
  type Explanation,
  type Made,
  type MissingOutput,
  type PartitionExplanation,
  type QueryMove,
} from './schema.js';

export interface ExplainDeps {
  readonly catalog: Pick<Catalog, 'current' | 'manifests' | 'history' | 'snapshot'>;
  /** Every job of the graph. */
  readonly jobs: readonly JobValidity[];
  /** For all jobs, whatever each says itself. */
  readonly validity?: Validity | undefined;
}

/** What is known of a ref before anything is compared. */
interface Judged {
  readonly ref: PartitionRef;
  readonly task: Task;
  readonly validity: Validity;
  readonly standing: Standing;
  /** Id of the manifest that proves the ref, or that does not. */
  readonly manifest: string | undefined;
}

/**
 * Says why partitions would or would not be made again, if each were asked for now, and follows what changed upstream to
 * the tasks whose own fields did.
 *
 * The catalog is asked a few times for all refs together, and once for each step upstream.
 *
 * @param refs each made by a task of the graph
 * @throws RangeError where one is not
 */
export async function explain(
  refs: readonly PartitionRef[],
  graph: JobGraph,
  { catalog, jobs, validity }: ExplainDeps,
): Promise<Explanation> {
  const makers = new Map<PartitionRef, Task>();
  for (const task of graph.tasks) for (const ref of task.config.outputs) makers.set(ref, task);
  // First the snapshot, as for a plan.
  const snapshot = await catalog.snapshot();
  const current = await catalog.current([...new Set([...makers.keys(), ...queried(graph.tasks)])]);
  const own = new Map(jobs.map(({ label, validity }) => [label, validity]));
  const validityOf = ({ job }: Task): Validity => validity ?? own.get(job) ?? 'version';

  const judged = refs.map((ref): Judged => {
    const task = makers.get(ref);
    if (task === undefined) throw new RangeError(`nothing makes ${ref}`);
    const validity = validityOf(task);
    const standing = standingOf(task, current, validity);
    const manifest = standing.kind === 'stale' ? standing.manifest.id : current.get(ref)?.id;
    return { ref, task, validity, standing, manifest };
  });
  const manifests = await catalog.manifests([...new Set(judged.flatMap(provenBy))]);
  const compared = await compareUpstream(
    judged.flatMap((each) => pairOf(each, current)),
    {
      catalog,
      jobs: graph.jobs,
      makers,
    },
  );
  const missing = await missingOutputs(
    judged.flatMap(({ standing, task }) => (standing.kind === 'missing' ? [task] : [])),
    current,
    catalog,
  );
  const comparisons = Array.from(compared, ([id, each]): Comparison => {
    const { kind } = standingOf(each.task, current, validityOf(each.task));
    return comparisonOf(id, each, kind, compared, makers);
  });
  return {
    schemaVersion: EXPLANATION_SCHEMA_VERSION,
    graph: graph.graph,
    snapshot,
    partitions: judged.map((each) => explained(each, { current, manifests, compared, missing })),
    comparisons,
  };
}

function* queried(tasks: readonly Task[]): Generator<PartitionRef> {
  for (const { config } of tasks) for (const { depType, ref } of config.inputs) if (depType === 'query') yield ref;
}

function provenBy({ standing, manifest }: Judged): string[] {
  return standing.kind === 'missing' || manifest === undefined ? [] : [manifest];
}

/** What is to be compared for a ref: nothing where it is missing, or where no key and no version moved. */
function pairOf(
  { ref, task, validity, standing, manifest }: Judged,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
): Pair[] {
  if (standing.kind === 'missing' || manifest === undefined) return [];
  if (standing.kind === 'stale') return [{ task, manifest, depth: validity === 'content' ? 'content' : 'version' }];
  const proof = current.get(ref);
  const same =
    proof?.versionKey === task.versionKey &&
    proof.contentKey === task.contentKey &&
    proof.jobVersion === task.jobVersion;
  return same ? [] : [{ task, manifest, depth: 'content' }];
}

interface Found {
  readonly current: ReadonlyMap<PartitionRef, CurrentManifest>;
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly compared: ReadonlyMap<string, Compared>;
  readonly missing: ReadonlyMap<PartitionRef, MissingOutput>;
}

function explained(
  { ref, task, validity, standing, manifest: id = '' }: Judged,
  { current, manifests, compared, missing }: Found,
): PartitionExplanation {
  const shared = { ref, task: task.id, job: task.job, validity };
  if (standing.kind === 'missing') {
    const outputs = task.config.outputs.flatMap((output) => missing.get(output) ?? []);
    return { ...shared, verdict: 'missing', outputs };
  }
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
          queries,
        };
  }
  if (manifest === undefined) throw new Error(`the catalog names manifest ${id} for ${ref}, and does not have it`);
  return {
    ...shared,
    verdict: 'valid',
    made: madeOf(manifest),
    masked: found === undefined ? null : comparison,
    queries,
  };
}

/** Query inputs that are still read and have another manifest now. */
function movedQueries(
  task: Task,
  manifest: Manifest,
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
): QueryMove[] {
  const read = new Map(manifest.inputs.map((input) => [input.ref, input]));
  return task.config.inputs.flatMap(({ depType, ref }) => {
    const was = read.get(ref);
    if (depType !== 'query' || was?.depType !== 'query') return [];
    const is = current.get(ref)?.id ?? null;
    return was.manifest === is ? [] : [{ ref, old: was.manifest, new: is }];
  });
}

function comparisonOf(
  id: string,
  { task, manifest, differences }: Compared,
  standing: Comparison['standing'],
  compared: ReadonlyMap<string, Compared>,
  makers: ReadonlyMap<PartitionRef, Task>,
): Comparison {
  const { changes, code, inputs } = differences;
  const read = readBy(manifest);
  return {
    id,
    task: task.id,
    job: task.job,
    outputs: task.config.outputs,
    made: madeOf(manifest),
    standing,
    ...(manifest.versionKey !== task.versionKey && {
      versionKey: { old: manifest.versionKey, new: task.versionKey },
    }),
    ...(manifest.contentKey !== task.contentKey && {
      contentKey: { old: manifest.contentKey ?? null, new: task.contentKey },
    }),
    changes: [...changes],
    ...(code !== undefined && { code }),
    inputs: inputs.map((move) => {
      const was = read.get(move.ref) ?? null;
      const maker = makers.get(move.ref);
      const upstream = was === null || maker === undefined ? undefined : comparisonId(maker, was);
      return { ...move, manifest: was, comparison: upstream !== undefined && compared.has(upstream) ? upstream : null };
    }),
  };
}

function madeOf({ id, endTime, job, jobVersion, buildId, origin = 'built' }: Manifest): Made {
  return { manifest: id, endTime, job, jobVersion, buildId, origin };
}
