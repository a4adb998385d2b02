import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  auditCatalog,
  findCandidates,
  inReadingOrder,
  judgeRerun,
  reportOf,
  sampleMasked,
  type Audited,
  type Candidate,
  type Current,
  type Sample,
} from '../exec/audit/index.js';
import { jobGraphOf } from '../analyze/analyze/index.js';
import { err, ok, type Manifest, type Result } from '../base/model/index.js';
import { copyTree, errorMessage, prepareDirectory, timeIds, type Copied } from '../base/runtime/index.js';
import type { Emit, TaskFailure } from '../exec/index.js';
import { runWork, startExecutor, type BuildSettings, type Builder } from './builder.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { Planned } from './planning.js';
import type { Cancel, Site } from './site.js';

/** The folder in the state directory that has a folder for each audit. */
const AUDITS = 'audits';

/** Variables that name programs, not data. */
const PROGRAM_VARIABLES = /^(PATH|(JAVA_)?RUNFILES_.*|DATABUILD_DATA_DIR)$/;

/** The progress of an audit. */
export type AuditEvent =
  | { readonly type: 'sampled'; readonly sample: Sample }
  /** The data directory was copied for the tasks to run in. */
  | { readonly type: 'copied'; readonly copied: Copied }
  /** The folder of the audit could not be removed. */
  | { readonly type: 'scratch-kept'; readonly path: string; readonly detail: string };

export interface AuditReport {
  readonly audited: readonly Audited[];
  /** Whether a task failed, or reported something different from when its partitions were made. */
  readonly wrong: boolean;
  /** The folder with the new outputs; removed unless something is wrong. */
  readonly scratch: string;
}

export interface AuditDeps {
  readonly site: Site;
  readonly settings: BuildSettings;
  readonly builder: Pick<Builder, 'catalog' | 'jobs'>;
  readonly cancel: Cancel;
  readonly emit: (event: AuditEvent) => void;
}

/**
 * Runs a sample of the masked tasks again, in a copy of the data directory, and compares what their jobs report. Neither
 * the catalog nor the data is changed.
 *
 * @param size how many tasks at most
 */
export async function auditMasked(
  size: number,
  { plan, analysis }: Planned,
  deps: AuditDeps,
): Promise<Result<AuditReport, DriverFailure[]>> {
  const { site, builder, emit } = deps;
  const { stateDir, dataDir } = site;
  const sample = sampleMasked(plan, jobGraphOf(analysis), size);
  emit({ type: 'sampled', sample });
  const scratch = join(stateDir, AUDITS, timeIds(Date.now)());
  if (sample.targets.length === 0) return ok({ audited: [], wrong: false, scratch });
  const env = Object.entries(site.env).filter(([name]) => !PROGRAM_VARIABLES.test(name));
  const { candidates, others, current } = await findCandidates(sample.targets, {
    catalog: builder.catalog,
    dataDirs: [...new Set([dataDir, await realpath(dataDir)])],
    env: Object.fromEntries(env),
  });
  const rerun = candidates.length === 0 ? ok([]) : await runAgain(candidates, current, scratch, deps);
  const audited = rerun.ok ? [...rerun.value, ...others] : [];
  const wrong = audited.some(({ outcome }) => outcome === 'differs' || outcome === 'failed');
  if (!wrong) await removeScratch(scratch, emit);
  return rerun.ok ? ok({ audited, wrong, scratch }) : rerun;
}

async function runAgain(
  candidates: readonly Candidate[],
  current: Current,
  scratch: string,
  { site, settings, builder, cancel, emit }: AuditDeps,
): Promise<Result<Audited[], DriverFailure[]>> {
  const { stateDir, dataDir } = site;
  const prepared = prepareDirectory(scratch, 'state');
  if (!prepared.ok) return err(failuresAt('directory', [prepared.error]));
  const scratchDir = join(scratch, 'data');
  const except = [await realpath(join(stateDir, AUDITS))];
  // A state directory inside the data is not data, and is left out, unless it contains the data.
  if ((await realpath(stateDir)) !== (await realpath(dataDir))) except.push(await realpath(stateDir));
  const copied = await copyTree(dataDir, scratchDir, { except, signal: cancel.signal });
  if (!copied.ok) return err(failuresAt('copy', [copied.error]));
  emit({ type: 'copied', copied: copied.value });

  const reported = new Map<string, Manifest['metadata']>();
  const failed = new Map<string, TaskFailure>();
  const note: Emit = (event) => {
    if (event.type === 'task' && event.event === 'finished') reported.set(event.task.id, reportOf(event.manifest));
  };
  const env = { ...site.env, DATABUILD_DATA_DIR: scratchDir };
  const audit: Site = { ...site, stateDir: scratch, dataDir: scratchDir, env };
  await using stack = new AsyncDisposableStack();
  // The number of tasks that a cluster takes is not one for this machine.
  const jobs = (settings.engine ?? 'local') === 'local' ? settings.jobs : site.calls.parallel;
  const started = await startExecutor(audit, { ...settings, engine: 'local', jobs });
  if (!started.ok) return started;
  const executor = stack.adopt(started.value, (open) => open.close());
  const workplace = { catalog: auditCatalog(current), jobs: builder.jobs, executor };
  for (const tasks of inReadingOrder(candidates, current)) {
    const work = { label: site.descriptor.label, tasks, pruned: 0 };
    const done = await runWork(
      work,
      { cancel, emits: [note] },
      audit,
      { ...settings, optimistic: true, wait: false },
      workplace,
    );
    if (done.ok) continue;
    const others: DriverFailure[] = [];
    for (const failure of done.error) {
      if (failure.stage === 'exec' && failure.failure.reason === 'task-failed') {
        failed.set(failure.failure.task.id, failure.failure);
      } else others.push(failure);
    }
    if (others.length > 0) return err(others);
  }
  return ok(judgeRerun(candidates, { reported, failed }, { dataDir, scratchDir }));
}

async function removeScratch(path: string, emit: AuditDeps['emit']): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    emit({ type: 'scratch-kept', path, detail: errorMessage(error) });
  }
}
