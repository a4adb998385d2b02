import { join } from 'node:path';
import { err, ok, type Result } from '../base/model/index.js';
import { capture, CLOCK, timeIds } from '../base/runtime/index.js';
import { EngineExecutor, type EngineFailure } from '../engines/index.js';
import { slurmEngine } from '../engines/slurm/index.js';
import type { Executor } from '../exec/index.js';
import { readJobDefinitions } from './code.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { Site } from './site.js';
import { slurmOptions } from './slurm_options.js';

/** Where tasks can run. */
export type EngineName = 'local' | 'slurm';

/** How to run tasks by an engine. */
export interface EngineSettings {
  /** How many attempts are queued or run at the same time. */
  readonly jobs: number;
  readonly graceMs: number;
  /** As users name them. */
  readonly engineOptions?: ReadonlyMap<string, string> | undefined;
}

/** An answer of the controller takes seconds if many jobs are queued. */
const TOOL_TIMEOUT_MS = 60_000;

/** Runs the tasks of a site as jobs of Slurm. */
export async function startSlurmExecutor(
  site: Site,
  { jobs, graceMs, engineOptions = new Map() }: EngineSettings,
): Promise<Result<Executor, DriverFailure[]>> {
  const refuse = (detail: string): Result<never, DriverFailure[]> =>
    err(failuresAt('engine', [{ reason: 'engine-refused', engine: 'slurm', detail } satisfies EngineFailure]));
  const { descriptor, stateDir, tasks } = site;
  if (tasks === undefined) return refuse('this program cannot be started again for single tasks');
  const options = slurmOptions(descriptor, engineOptions);
  if (!options.ok) return refuse(options.error);
  const { lostAfterMs, jobs: jobOptions } = options.value;
  const dir = join(stateDir, 'engines', 'slurm');
  const engine = slurmEngine({
    dir,
    capture,
    env: tasks.engineEnv,
    cwd: stateDir,
    timeoutMs: TOOL_TIMEOUT_MS,
    jobOptions,
  });
  const limits = await engine.limits();
  if (!limits.ok) return err(failuresAt('engine', [limits.error]));
  const jobDescriptors = descriptor.kind === 'graph' ? descriptor.jobs : [descriptor.job];
  const definitions = await readJobDefinitions(site, jobDescriptors);
  if (!definitions.ok) return definitions;
  return ok(
    new EngineExecutor({
      engine,
      limits: limits.value,
      size: jobs,
      dir: join(dir, 'batches'),
      label: descriptor.label,
      definitions: definitions.value,
      command: tasks.command,
      env: { ...tasks.engineEnv, ...site.env },
      expectedMs: new Map(jobDescriptors.map(({ label, expectedDurationMs }) => [label, expectedDurationMs])),
      stateDir,
      newId: timeIds(Date.now),
      elapsed: CLOCK.elapsed,
      lostAfterMs,
      maxLosses: 2,
      pollMs: { first: 200, last: 5000 },
      graceMs,
    }),
  );
}
