import { adopt, type Catalog, type CurrentManifest } from '../../catalog/index.js';
import type { JobGraph, PartitionRef, Task } from '../../base/model/index.js';
import { describeNotInCatalog, describeSplitBlessing, type SplitTask } from '../../report/index.js';
import { timeIds } from '../../base/runtime/index.js';
import { analyzeRefs } from '../analysis.js';
import { count, withCatalogAndRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { recordable } from '../secrets.js';
import { fail, listed } from '../session.js';
import { jsonLines, writeLines } from '../write_lines.js';

export function runCatalogBless(invocation: GraphInvocation): Promise<number> {
  return withCatalogAndRefs(invocation, async (catalog, refs) => {
    const there = await catalog.current(refs);
    const missing = refs.filter((ref) => !there.has(ref));
    if (missing.length > 0) {
      const describe = (ref: PartitionRef): string => describeNotInCatalog({ reason: 'not-in-catalog', refs: [ref] });
      return fail(invocation, missing, describe, () => 2);
    }
    const graph = await analyzeRefs(refs, invocation);
    if (typeof graph === 'number') return graph;
    return blessTasks(invocation, catalog, refs, graph);
  });
}

/** @param tasks of the graph behind the refs, in topological order */
async function blessTasks(
  invocation: GraphInvocation,
  catalog: Catalog,
  refs: readonly PartitionRef[],
  { tasks, jobs }: JobGraph,
): Promise<number> {
  const { messages, options } = invocation;
  const wanted = new Set(refs);
  const current = await catalog.current(tasks.flatMap(({ config }) => config.outputs));
  const named = tasks.filter(({ config }) => config.outputs.some((ref) => wanted.has(ref)));
  // A manifest speaks for all outputs of its task: what does not exist must not slip in with what does.
  const split = named.flatMap((task): SplitTask[] => {
    const { outputs } = task.config;
    const missing = outputs.filter((ref) => !current.has(ref));
    return missing.length === 0 ? [] : [{ task, named: outputs.filter((ref) => wanted.has(ref)), missing }];
  });
  if (split.length > 0) return fail(invocation, split, describeSplitBlessing, () => 2);

  const existing = options.upstream
    ? tasks.filter(({ config }) => config.outputs.every((ref) => current.has(ref)))
    : named;
  const isValid = (task: Task): boolean => task.config.outputs.every((ref) => isOfNow(current.get(ref), task));
  const stale = existing.filter((task) => !isValid(task));
  const nextId = timeIds(Date.now);
  const blessed = await adopt(recordable(stale, invocation), {
    catalog,
    nextId,
    now: Date.now,
    host: invocation.context.host,
    buildId: nextId(),
    jobs,
    origin: 'blessed',
    metadata: await metadataOf(stale, current, catalog),
  });
  if (!options.quiet) {
    const valid = named.filter(isValid).flatMap(({ config }) => config.outputs.filter((ref) => wanted.has(ref)));
    if (valid.length > 0) messages.line(listed(valid.map((ref) => `${ref} is valid already`)));
    messages.line(`blessed ${count(blessed.flatMap(({ outputs }) => outputs).length, 'partition')}`);
  }
  await writeLines(invocation, jsonLines(blessed));
  return 0;
}

/** Whether a manifest says all that one would say that is made now. */
function isOfNow(manifest: CurrentManifest | undefined, task: Task): boolean {
  return (
    manifest?.versionKey === task.versionKey &&
    manifest.contentKey === task.contentKey &&
    manifest.jobVersion === task.jobVersion
  );
}

/** What the job reported of the data, which stays as it is: by task, where one manifest speaks for all of its outputs. */
async function metadataOf(
  tasks: readonly Task[],
  current: ReadonlyMap<PartitionRef, CurrentManifest>,
  catalog: Catalog,
): Promise<NonNullable<Parameters<typeof adopt>[1]['metadata']>> {
  const sources = tasks.flatMap((task) => {
    const [id, ...others] = new Set(task.config.outputs.map((ref) => current.get(ref)?.id));
    return id === undefined || others.length > 0 ? [] : [{ task: task.id, manifest: id }];
  });
  const manifests = await catalog.manifests(sources.map(({ manifest }) => manifest));
  return new Map(sources.map(({ task, manifest }) => [task, manifests.get(manifest)?.metadata ?? {}]));
}
