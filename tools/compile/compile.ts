import { err, ok, type JobDescriptor, type Plan, type Result } from '../base/model/index.js';
import { commonFiles } from './common.js';
import type { CompileFailure } from './failure.js';
import { PAYLOAD_LIMIT_BYTES, payloadOf } from './payload.js';
import { shortageOf } from './pools.js';
import { oneLine } from './quote.js';
import { excessOf, tasksOf, type Slice } from './slice.js';
import type { Compilation, CompiledFile, CompileSettings, FolderTarget, Requirement, Target } from './target.js';
import { unitsOf } from './units.js';

/** The file that every compiled plan has, and no other folder. */
export const MARK = 'compiled.json';

/** What to compile a plan into. */
export interface CompileRequest {
  readonly target: Target;
  readonly settings: CompileSettings;
  /** Compiles only this part of the plan. */
  readonly slice?: Slice | undefined;
  /** The version of DataBuild. */
  readonly version: string;
  /** The command that compiles the same plan in the same way. */
  readonly command: string;
}

/** A compiled plan: files, made one after the other when they are written. */
export interface CompiledPlan {
  readonly tasks: number;
  /** How often `:g.task` is started if no attempt fails. */
  readonly units: number;
  readonly files: Iterable<CompiledFile>;
}

/**
 * Compiles a plan. The same plan and request always give the same files.
 *
 * @param plan its tasks are in topological order
 * @param jobs the jobs of the graph
 */
export async function compile(
  plan: Plan,
  jobs: readonly JobDescriptor[],
  { target, settings, slice, version, command }: CompileRequest,
): Promise<Result<CompiledPlan, CompileFailure>> {
  const needs = missing(target, settings);
  if (needs !== undefined) return err({ reason: 'compile-needs', target: target.name, needs });
  const byLabel = new Map(jobs.map((job) => [job.label, job]));
  const unknown = plan.tasks.find(({ job }) => !byLabel.has(job));
  if (unknown !== undefined) return err({ reason: 'compile-unknown-job', job: unknown.job });
  if (plan.tasks.length === 0) return err({ reason: 'compile-plan-empty' });
  const whole = unitsOf(plan.tasks, byLabel);
  let units = whole;
  if (slice !== undefined) {
    const tasks = tasksOf(slice, whole, target.limits);
    if (tasks.length === 0) return err({ reason: 'compile-slice-empty', slice });
    units = unitsOf(tasks, byLabel, whole);
  }
  const excess = excessOf(units, target.limits, whole);
  if (excess !== undefined) return err({ reason: 'compile-too-large', target: target.name, slice, ...excess });
  const short = shortageOf(units.stages, settings.resources);
  if (short !== undefined) return err(short);
  const part = slice === undefined ? '' : `, slice ${slice.number} of ${slice.of}`;
  const header = [
    `Plan ${plan.id} of ${plan.graph}, compiled to ${target.name}${part}, by DataBuild ${version}.`,
    `The same again: ${command}`,
  ].map(oneLine);
  const files = await filesOf({ ...units, plan, settings, header }, target);
  if (!files.ok) return files;
  return ok({
    tasks: units.units.reduce((sum, { tasks }) => sum + tasks.length, 0),
    units: units.units.length,
    files: files.value,
  });
}

async function filesOf(
  compilation: Compilation,
  target: Target,
): Promise<Result<Iterable<CompiledFile>, CompileFailure>> {
  const mark = markOf(compilation);
  if (target.ships === 'folder') return ok(folderFiles(compilation, target, mark));
  const payload = await payloadOf(compilation);
  if (typeof payload !== 'number') return ok([...target.files(compilation, payload), mark]);
  const failure = { what: 'payload-bytes', has: payload, limit: PAYLOAD_LIMIT_BYTES } as const;
  return err({ reason: 'compile-too-large', target: target.name, ...failure });
}

function* folderFiles(compilation: Compilation, target: FolderTarget, mark: CompiledFile): Generator<CompiledFile> {
  yield* target.files(compilation);
  const folder = target.folder === undefined ? '' : `${target.folder(compilation)}/`;
  for (const file of commonFiles(compilation)) yield { ...file, path: folder + file.path };
  yield mark;
}

/** The header, for programs and for files that cannot have comments. */
function markOf({ plan, header }: Compilation): CompiledFile {
  return { path: MARK, chunks: [`${JSON.stringify({ formatVersion: 1, plan: plan.id, header }, null, 2)}\n`] };
}

function missing({ requires }: Target, settings: CompileSettings): Requirement | undefined {
  const has: Record<Requirement, boolean> = {
    image: settings.image !== undefined,
    task: settings.task !== undefined,
    'shared-catalog': settings.sharedCatalog,
  };
  return requires.find((need) => !has[need]);
}
