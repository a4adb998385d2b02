import { err, ok, type Reason, type Result } from '../../base/model/index.js';
import type { Sql } from '../../catalog/index.js';
import { placeArgs, runTarget, type GraphProgram, type WorkPlace } from '../programs/index.js';
import type { DeploymentFailure } from './failure.js';

/** How many partitions of the old deployment are looked at, if nobody names some. */
const MOST_REFS = 200_000;

const MAX_PLAN_BYTES = 400 * 1024 * 1024;

/** A task that the new deployment would run to make the same partitions valid. */
export interface StaleTask {
  readonly id: string;
  readonly job: string;
  readonly outputs: readonly string[];
  readonly reason: Reason;
  /** The old deployment would run it, too. */
  readonly already: boolean;
}

/** What a deployment would make stale. */
export interface DeploymentDiff {
  readonly deployment: string;
  /** The deployment that it is compared with; undefined if the graph has none yet. */
  readonly from?: string;
  /** How many partitions were looked at; whether there are more. */
  readonly refs: number;
  readonly cut: boolean;
  /** How many tasks are stale only with the new deployment, by job and reason, in order. */
  readonly counts: readonly { readonly job: string; readonly reason: Reason['kind']; readonly tasks: number }[];
  /** How many tasks would run with either. */
  readonly alreadyStale: number;
  /** In the order of the plan. */
  readonly tasks: readonly StaleTask[];
}

/**
 * Plans partitions with the new deployment and with the old one, and compares. Nothing is built, and nothing is recorded.
 *
 * @param refs to plan; left out: everything that the jobs of the old deployment have made
 * @param place where plans are made
 */
export async function diffPrograms(
  sql: Sql,
  { old, next, refs }: { old: GraphProgram | undefined; next: GraphProgram; refs?: readonly string[] | undefined },
  place: WorkPlace,
  signal?: AbortSignal,
): Promise<Result<DeploymentDiff, DeploymentFailure>> {
  const all =
    refs ??
    (await refsOf(
      sql,
      (old ?? next).descriptor.jobs.map(({ label }) => label),
    ));
  const looked = all.slice(0, refs === undefined ? MOST_REFS : undefined);
  const head = {
    deployment: next.deployment,
    ...(old !== undefined && { from: old.deployment }),
    ...{ refs: looked.length, cut: looked.length < all.length },
  };
  if (looked.length === 0) return ok({ ...head, counts: [], alreadyStale: 0, tasks: [] });
  const planned = await plan(next, looked, place, signal);
  if (!planned.ok) return planned;
  // What the old one says is only for comparison: if it fails, nothing was stale before.
  const before = old === undefined ? undefined : await plan(old, looked, place, signal);
  const known = new Set(before?.ok === true ? before.value.map(({ id }) => id) : []);
  const tasks = planned.value.map((task): StaleTask => ({
    ...{ id: task.id, job: task.job, outputs: task.config.outputs, reason: task.reason },
    already: known.has(task.id),
  }));
  return ok({ ...head, counts: countsOf(tasks), alreadyStale: tasks.filter(({ already }) => already).length, tasks });
}

/** Refs of current partitions that some jobs have made, in order; one more than is looked at. */
async function refsOf(sql: Sql, jobs: readonly string[]): Promise<string[]> {
  const rows = await sql.all<{ ref: string }>(
    `SELECT outputs.ref AS ref FROM outputs JOIN manifests ON manifests.id = outputs.manifest_id
WHERE manifests.job IN (SELECT value ->> 0 FROM ${sql.batch('$1')}) ORDER BY outputs.ref LIMIT ${String(MOST_REFS + 1)}`,
    [JSON.stringify(jobs.map((job) => [job]))],
  );
  return rows.map(({ ref }) => ref);
}

interface PlannedTask {
  readonly id: string;
  readonly job: string;
  readonly config: { readonly outputs: readonly string[] };
  readonly reason: Reason;
}

async function plan(
  program: GraphProgram,
  refs: readonly string[],
  place: WorkPlace,
  signal: AbortSignal | undefined,
): Promise<Result<readonly PlannedTask[], DeploymentFailure>> {
  const said = await runTarget(program, 'plan', [...placeArgs(place), '--quiet', '-'], place, {
    stdin: refs.map((ref) => `${ref}\n`).join(''),
    maxStdoutBytes: MAX_PLAN_BYTES,
    ...(signal !== undefined && { signal }),
  });
  if (said.kind === 'exited' && said.code === 0) {
    return ok((JSON.parse(said.stdout.toString()) as { readonly tasks: readonly PlannedTask[] }).tasks);
  }
  const detail = 'stderrTail' in said && said.stderrTail.trim() !== '' ? said.stderrTail.trim() : said.kind;
  return err({ reason: 'plan-failed', digest: program.deployment, detail });
}

function countsOf(tasks: readonly StaleTask[]): DeploymentDiff['counts'] {
  const counts = new Map<string, { job: string; reason: Reason['kind']; tasks: number }>();
  for (const { job, reason, already } of tasks) {
    if (already) continue;
    const key = JSON.stringify([job, reason.kind]);
    const count = counts.get(key) ?? { job, reason: reason.kind, tasks: 0 };
    count.tasks++;
    counts.set(key, count);
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}
