import { closeSync, fstatSync, readSync } from 'node:fs';
import { LineBlocks } from '../../base/json/index.js';
import {
  err,
  isObject,
  isTask,
  isValidity,
  ok,
  PLAN_SCHEMA_VERSION,
  type Plan,
  type PlannedTask,
  type Result,
} from '../../base/model/index.js';
import { errorCode, openRegularFileNow } from '../../base/runtime/index.js';
import { findInIndex, INDEX_LINE, planIndexPath, readIndexHeader, type PlanIndexHeader } from './plan_index.js';
import { PlanLines } from './plan_lines.js';

/** Some tasks of a plan, and what the plan says about all of them. */
export interface PlanExcerpt extends Pick<Plan, 'id' | 'graph' | 'jobs' | 'validity'> {
  /** In the order in which they were asked for. */
  readonly tasks: readonly PlannedTask[];
}

/** Why tasks cannot be read from the file of a plan. */
export type PlanExcerptFailure =
  | { readonly reason: 'plan-unreadable'; readonly path: string; readonly code: string }
  /** It does not have the layout of `writePlan`. `line`: the first other line, from 1. */
  | { readonly reason: 'plan-layout'; readonly line: number }
  | { readonly reason: 'plan-schema-version'; readonly found: string; readonly supported: number }
  /** The end is missing. `expected`: its size in bytes, if an index says so. */
  | { readonly reason: 'plan-cut-off'; readonly bytes: number; readonly expected?: number }
  /** The index does not belong to this plan, or is damaged. */
  | { readonly reason: 'plan-index-mismatch'; readonly index: string }
  | { readonly reason: 'plan-tasks-unknown'; readonly ids: readonly string[] }
  | { readonly reason: 'plan-task-malformed'; readonly id: string };

/**
 * Reads some tasks of a plan, of any size, in the layout of `writePlan`: by its index if that is beside it, otherwise by
 * looking through its lines. The other tasks are not parsed, and the id of the plan is not checked against its content.
 *
 * @param ids of the tasks, each once
 */
export async function readPlanTasks(
  path: string,
  ids: readonly string[],
): Promise<Result<PlanExcerpt, PlanExcerptFailure>> {
  try {
    using opened = new DisposableStack();
    const plan = opened.adopt(openRegularFileNow(path), closeSync);
    const index = openIndex(planIndexPath(path));
    if (index !== undefined) opened.adopt(index, closeSync);
    const found = index === undefined ? await scan(plan, ids) : seek(plan, index, planIndexPath(path), ids);
    return found.ok ? excerptOf(found.value, ids) : found;
  } catch (error) {
    return err({ reason: 'plan-unreadable', path, code: errorCode(error) });
  }
}

/** The texts that are needed. */
interface Found extends Pick<Plan, 'id' | 'graph' | 'validity'> {
  /** JSON of the definitions of the jobs. */
  readonly jobs: string;
  /** JSON of each task that was found. */
  readonly tasks: ReadonlyMap<string, string>;
}

function openIndex(path: string): number | undefined {
  try {
    return openRegularFileNow(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** More than the header of any index. */
const HEADER_BYTES = 8192;

/** @param plan a file descriptor, as `index` is */
function seek(
  plan: number,
  index: number,
  indexPath: string,
  ids: readonly string[],
): Result<Found, PlanExcerptFailure> {
  const mismatch = err({ reason: 'plan-index-mismatch', index: indexPath } as const);
  const head = readAt(index, 0, HEADER_BYTES);
  const end = head.indexOf('\n');
  const header = end < 0 ? undefined : readIndexHeader(head.toString('utf8', 0, end));
  if (header === undefined || fstatSync(index).size !== end + 1 + header.tasks * INDEX_LINE) return mismatch;
  const { size } = fstatSync(plan);
  if (!isOf(readAt(plan, 0, HEADER_BYTES), header)) return mismatch;
  if (size < header.bytes) return err({ reason: 'plan-cut-off', bytes: size, expected: header.bytes });
  if (size > header.bytes) return mismatch;
  const lineAt = (number: number): string =>
    readAt(index, end + 1 + number * INDEX_LINE, INDEX_LINE).toString('latin1');
  const tasks = new Map<string, string>();
  for (const id of ids) {
    const place = findInIndex(id, header.tasks, lineAt);
    if (place !== undefined) tasks.set(id, readAt(plan, place.offset, place.length).toString());
  }
  const jobs = readAt(plan, header.jobs.offset, header.jobs.length).toString();
  const { plan: id, graph, validity } = header;
  return ok({ id, graph, ...(validity !== undefined && { validity }), jobs, tasks });
}

/** Whether the beginning of a plan has the id that its index names. */
function isOf(beginning: Buffer, { plan }: PlanIndexHeader): boolean {
  return beginning.includes(`\n"id":${JSON.stringify(plan)},\n`);
}

/** The synchronous call costs microseconds, and a search needs a dozen for each task. */
function readAt(fd: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(fd, buffer, filled, length - filled, offset + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

async function scan(plan: number, ids: readonly string[]): Promise<Result<Found, PlanExcerptFailure>> {
  const wanted = new Set(ids);
  const tasks = new Map<string, string>();
  const fields = new Map<string, string>();
  const lines = new PlanLines({
    onField: (name, _place, value) => {
      if (NEEDED.has(name)) fields.set(name, value());
    },
    onTask: (id, _place, text) => {
      if (wanted.has(id)) tasks.set(id, text());
    },
  });
  const blocks = new LineBlocks();
  const chunk = Buffer.allocUnsafeSlow(Math.min(fstatSync(plan).size + 1, CHUNK_BYTES));
  for (let bytes = readSync(plan, chunk); bytes > 0; bytes = readSync(plan, chunk)) {
    const block = blocks.take(chunk.subarray(0, bytes));
    const problem = block === undefined ? undefined : lines.take(block);
    if (problem !== undefined) return err({ reason: 'plan-layout', line: problem.line });
    // A large plan takes long, and others may have something to do meanwhile.
    if (bytes === CHUNK_BYTES) await new Promise((resolve) => setImmediate(resolve));
  }
  const problem = lines.take(blocks.end());
  const version = fields.get('schemaVersion');
  if (version !== undefined && version !== String(PLAN_SCHEMA_VERSION)) {
    return err({ reason: 'plan-schema-version', found: version, supported: PLAN_SCHEMA_VERSION });
  }
  if (!lines.ended && lines.bytes > 0) return err({ reason: 'plan-cut-off', bytes: lines.bytes });
  const [id, graph, validity] = ['id', 'graph', 'validity'].map((name) => textOf(fields.get(name)));
  const jobs = fields.get('jobs');
  if (problem !== undefined || version === undefined || id === undefined || graph === undefined || jobs === undefined) {
    return err({ reason: 'plan-layout', line: problem?.line ?? 1 });
  }
  return ok({ id, graph, ...(isValidity(validity) && { validity }), jobs, tasks });
}

const CHUNK_BYTES = 256 * 1024;

const NEEDED: ReadonlySet<string> = new Set(['schemaVersion', 'id', 'graph', 'validity', 'jobs']);

/** The value of a field that is a text. */
function textOf(json: string | undefined): string | undefined {
  const value = json === undefined ? undefined : parse(json);
  return typeof value === 'string' ? value : undefined;
}

function excerptOf(found: Found, ids: readonly string[]): Result<PlanExcerpt, PlanExcerptFailure> {
  const unknown = ids.filter((id) => !found.tasks.has(id));
  if (unknown.length > 0) return err({ reason: 'plan-tasks-unknown', ids: unknown });
  const tasks: PlannedTask[] = [];
  for (const id of ids) {
    const task = parse(found.tasks.get(id) ?? '');
    if (!isTask(task) || task.reason === undefined || task.id !== id) return err({ reason: 'plan-task-malformed', id });
    tasks.push(task as PlannedTask);
  }
  const jobs = parse(found.jobs);
  if (!isObject(jobs)) return err({ reason: 'plan-layout', line: 1 });
  return ok({ ...found, jobs: jobs as Plan['jobs'], tasks });
}

/** @returns nothing if the text is not JSON */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
