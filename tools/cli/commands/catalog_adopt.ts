import { adopt, type Catalog } from '../../catalog/index.js';
import type { PartitionRef, Task } from '../../base/model/index.js';
import { describeSplitAdoption, type SplitTask } from '../../report/index.js';
import { timeIds } from '../../base/runtime/index.js';
import { analyzeRefs } from '../analysis.js';
import { count, withCatalogAndRefs } from '../catalog_session.js';
import type { GraphInvocation } from '../command.js';
import { recordable } from '../secrets.js';
import { fail, listed } from '../session.js';
import { jsonLines, writeLines } from '../write_lines.js';

export function runCatalogAdopt(invocation: GraphInvocation): Promise<number> {
  return withCatalogAndRefs(invocation, async (catalog, refs) => {
    const there = await catalog.current(refs);
    const missing = refs.filter((ref) => !there.has(ref));
    const adopted = await adoptRefs(invocation, catalog, missing);
    if (typeof adopted === 'number') return adopted;
    const { messages, options } = invocation;
    if (!options.quiet) {
      if (there.size > 0) messages.line(listed([...there.keys()].map((ref) => `${ref} is there already`)));
      messages.line(`adopted ${count(missing.length, 'partition')}`);
    }
    await writeLines(invocation, jsonLines(adopted));
    return 0;
  });
}

/** @returns the manifests, or the exit code */
async function adoptRefs(
  invocation: GraphInvocation,
  catalog: Catalog,
  refs: readonly PartitionRef[],
): Promise<Awaited<ReturnType<typeof adopt>> | number> {
  if (refs.length === 0) return [];
  const graph = await analyzeRefs(refs, invocation);
  if (typeof graph === 'number') return graph;
  const wanted = new Set(refs);
  const tasks = graph.tasks.filter(({ config }) => config.outputs.some((ref) => wanted.has(ref)));
  const split = await outputsLeftOut(tasks, wanted, catalog);
  if (split.length > 0) return fail(invocation, split, describeSplitAdoption, () => 2);
  const nextId = timeIds(Date.now);
  return adopt(recordable(tasks, invocation), {
    catalog,
    nextId,
    now: Date.now,
    host: invocation.context.host,
    buildId: nextId(),
    jobs: graph.jobs,
    origin: 'adopted',
  });
}

/** A manifest speaks for all outputs of its task: those that nobody vouches for must not slip in with the others. */
async function outputsLeftOut(
  tasks: readonly Task[],
  wanted: ReadonlySet<PartitionRef>,
  catalog: Catalog,
): Promise<SplitTask[]> {
  const there = await catalog.current(tasks.flatMap(({ config }) => config.outputs));
  return tasks.flatMap((task) => {
    const { outputs } = task.config;
    const missing = outputs.filter((ref) => !wanted.has(ref) && !there.has(ref));
    return missing.length === 0 ? [] : [{ task, named: outputs.filter((ref) => wanted.has(ref)), missing }];
  });
}
