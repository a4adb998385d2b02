import type { PartitionRef } from '../../base/model/index.js';
import { replayFile } from '../../observe/events/index.js';
import { filesIn, findRun, runFiles } from '../builds/index.js';
import { insertRequest } from './accept.js';
import { cutIntoChunks, type CutTask } from './backfill_cut.js';
import {
  childKey,
  countChunks,
  currentChunk,
  endChunk,
  setChild,
  writeCut,
  type BackfillChunk,
  type NewCell,
} from './backfill_store.js';
import type { CheckedBody } from './body.js';
import { describeRequestFailure } from './failure.js';
import { streamPlan, taskOf } from './plan_stream.js';
import type { RequestRow } from './request.js';
import { bodyOf, findRow, type Move } from './request_store.js';
import { isEnd } from './states.js';
import { move, moveIn, say, type WorkContext } from './work_context.js';

/**
 * Brings a running backfill forward: cuts its plan into builds, notes how a build ended, and asks for the next one. Its builds are
 * requests of their own, one after another, and each plans again: what is valid by then is not made again.
 *
 * @returns whether it has asked for a build, waits for one, or has ended
 */
export async function advanceBackfill(row: RequestRow, context: WorkContext): Promise<'asked' | 'waiting' | 'ended'> {
  const { database, owner } = context;
  const { id } = row;
  const { builds } = await countChunks(database, id);
  if (builds === 0 && !(await cutBackfill(row, context))) return 'ended';
  for (;;) {
    const chunk = await currentChunk(database, id);
    if (chunk === undefined) {
      await move({ ...(await endOf(row, context)), id, owner }, context);
      return 'ended';
    }
    if (chunk.child === undefined) {
      if (row.cancel_signals > 0) {
        await move({ id, owner, step: 'end-cancelled' }, context);
        return 'ended';
      }
      await askForBuild(row, chunk, context);
      return 'asked';
    }
    const child = await findRow(database, chunk.child);
    if (child === undefined || !isEnd(child.state)) return 'waiting';
    if (!(await noteEnd(row, chunk, child, context))) return 'ended';
  }
}

/** Cuts the approved plan. @returns whether it could */
async function cutBackfill(row: RequestRow, context: WorkContext): Promise<boolean> {
  const { database, settings, owner } = context;
  const { plan } = runFiles(settings.stateDir, row.plan_run ?? '');
  const tasks: CutTask[] = [];
  const numbers = new Map<string, number>();
  const makers = new Map<string, number>();
  const wanted: string[] = [];
  const read = await streamPlan(plan, {
    onItem: (array, text) => {
      if (array === 'outputs') wanted.push(JSON.parse(text()) as string);
    },
    onTask: (_id, _place, text) => {
      const { id, config, dependsOn, reason } = taskOf(text());
      const number = tasks.length;
      numbers.set(id, number);
      for (const ref of config.outputs) makers.set(ref, number);
      const before = dependsOn.flatMap((other) => numbers.get(other) ?? []);
      tasks.push({ id, ref: config.outputs[0] ?? '', dependsOn: before, forced: reason.kind === 'forced' });
    },
  });
  if (!read.ok) {
    const { reason, detail } = describeRequestFailure(read.error);
    await move({ id: row.id, owner, step: 'fail', set: { problem: JSON.stringify({ reason, detail }) } }, context);
    return false;
  }
  const cells = wanted.flatMap((ref) => makers.get(ref) ?? []);
  const chunks = cutIntoChunks(tasks, cells, row.size ?? 1);
  const chunkOf = new Map(chunks.flatMap((chunk, at) => chunk.tasks.map((number) => [number, at] as const)));
  await database.transaction((sql) =>
    writeCut(
      sql,
      row.id,
      chunks.map((chunk) => {
        const parts = chunk.tasks.flatMap((number) => tasks[number] ?? []);
        const refs = parts.map(({ ref }) => ref);
        return { refs, force: parts.flatMap(({ ref, forced }) => (forced ? [ref] : [])) };
      }),
      wanted.map((ref): NewCell => {
        const chunk = chunkOf.get(makers.get(ref) ?? -1);
        return { ref, ...(chunk !== undefined && { chunk }) };
      }),
    ),
  );
  return true;
}

/** Writes the request of a build, and that the backfill has it, together. */
async function askForBuild(row: RequestRow, chunk: BackfillChunk, context: WorkContext): Promise<void> {
  const { database, owner } = context;
  const { mode, approve } = JSON.parse(await bodyOf(database, row.id)) as CheckedBody;
  const body: CheckedBody = {
    refs: chunk.refs as readonly PartitionRef[] as PartitionRef[],
    mode: {
      ...(mode.validity !== undefined && { validity: mode.validity }),
      ...(mode.optimistic !== undefined && { optimistic: mode.optimistic }),
      ...(chunk.force.length > 0 && { force: chunk.force as readonly PartitionRef[] as PartitionRef[] }),
    },
    priority: row.priority,
    approve,
  };
  const asked = await database.transaction(async (sql) => {
    const isOwn = await sql.run(
      `UPDATE requests SET interruptions = interruptions WHERE id = $1 AND owner = $2 AND state = 'running'`,
      [row.id, owner],
    );
    if (isOwn === 0) return undefined;
    const written = await insertRequest(
      sql,
      {
        ...{ graph: row.graph, body, parent: row.id, principal: { name: row.made_by, role: 'operator' } },
        source: { kind: 'backfill', request: row.id, chunk: chunk.number },
        idempotencyKey: childKey(row.id, row.plan_run ?? '', chunk.number),
      },
      context,
    );
    if (!written.ok) throw new Error(`the build ${String(chunk.number)} of ${row.id} exists with another body`);
    await setChild(sql, row.id, chunk.number, written.value.row.id);
    return written.value.row;
  });
  if (asked !== undefined) say(asked, context);
}

/** Notes how a build ended, and whether the backfill ends with it. @returns whether it goes on */
async function noteEnd(
  row: RequestRow,
  chunk: BackfillChunk,
  child: RequestRow,
  context: WorkContext,
): Promise<boolean> {
  const { database, owner } = context;
  const failed = await notMade(child, context);
  const { mode } = JSON.parse(await bodyOf(database, row.id)) as CheckedBody;
  const isMade = child.state === 'succeeded' || child.state === 'nothing-to-do';
  const end = row.cancel_signals > 0 ? 'end-cancelled' : 'fail';
  const goesOn = isMade ? row.cancel_signals === 0 : mode.optimistic === true && row.cancel_signals === 0;
  const moved = await database.transaction(async (sql) => {
    await endChunk(sql, row.id, chunk.number, failed);
    if (goesOn) return undefined;
    const isLast = (await currentChunk(sql, row.id)) === undefined;
    if (isLast && isMade) return undefined;
    const set = end === 'fail' ? { problem: JSON.stringify(problemOf(child)) } : {};
    return moveIn(sql, { id: row.id, owner, step: end, set }, context);
  });
  if (moved !== undefined) say(moved, context);
  return moved === undefined;
}

/** The partitions that a build has not made. */
async function notMade(child: RequestRow, { database }: WorkContext): Promise<readonly string[] | 'all'> {
  if (child.state === 'succeeded' || child.state === 'nothing-to-do') return [];
  const run = child.run_id === null ? undefined : await findRun(database, child.run_id);
  const replayed = run === undefined ? undefined : await replayFile(filesIn(run.directory).events);
  if (replayed?.ok !== true) return 'all';
  return replayed.value.state.tasks.flatMap(({ state, outputs }) =>
    state === 'succeeded' || state === 'unchanged' || state === 'delegated' ? [] : outputs,
  );
}

function problemOf(child: RequestRow): { readonly reason: string; readonly detail: string } {
  return { reason: 'backfill-build-failed', detail: `build ${child.id} is ${child.state}; look at it, then retry` };
}

/** How a backfill ends after its last build. */
async function endOf({ id }: RequestRow, { database }: WorkContext): Promise<Pick<Move, 'step' | 'set'>> {
  const [row] = await database.all<{ failed: number }>(
    `SELECT COUNT(*) AS failed FROM backfill_cells WHERE request_id = $1 AND state = 'failed'`,
    [id],
  );
  const failed = row?.failed ?? 0;
  if (failed === 0) return { step: 'succeed' };
  const detail = `${String(failed)} partitions were not made; look at the builds that failed, then retry`;
  return { step: 'fail', set: { problem: JSON.stringify({ reason: 'backfill-incomplete', detail }) } };
}
