import { join } from 'node:path';
import { err, ok, type Result } from '../base/model/index.js';
import { CLOCK, timeIds } from '../base/runtime/index.js';
import { EngineExecutor, type EngineFailure } from '../engines/index.js';
import { AttemptRecord } from '../engines/record/index.js';
import type { Executor } from '../exec/index.js';
import { readJobDefinitions } from './code.js';
import type { EngineName, EngineSite, PreparedEngine } from './engine_site.js';
import { failuresAt, type DriverFailure } from './failure.js';
import { prepareKubernetes } from './kubernetes.js';
import type { Site } from './site.js';
import { prepareSlurm } from './slurm.js';

/** How to run tasks by an engine. */
export interface EngineSettings {
  /** How many attempts are queued or run at the same time. */
  readonly jobs: number;
  readonly graceMs: number;
  /** As users name them. */
  readonly engineOptions?: ReadonlyMap<string, string> | undefined;
}

/** @returns an error if the options or what they name cannot be used */
type Prepare = (from: EngineSite) => Promise<Result<PreparedEngine, string>>;

const PREPARE: Readonly<Record<EngineName, Prepare>> = {
  slurm: prepareSlurm,
  kubernetes: prepareKubernetes,
};

/** Runs the tasks of a site by an engine. */
export async function startEngineExecutor(
  name: EngineName,
  site: Site,
  { jobs, graceMs, engineOptions = new Map() }: EngineSettings,
): Promise<Result<Executor, DriverFailure[]>> {
  const refuse = (detail: string): Result<never, DriverFailure[]> =>
    err(failuresAt('engine', [{ reason: 'engine-refused', engine: name, detail } satisfies EngineFailure]));
  const { descriptor, stateDir, tasks } = site;
  if (tasks === undefined) return refuse('this program cannot be started again for single tasks');
  const dir = join(stateDir, 'engines', name);
  const prepared = await PREPARE[name]({ site, tasks, dir, graceMs, options: engineOptions });
  if (!prepared.ok) return refuse(prepared.error);
  const { engine, lostAfterMs, env } = prepared.value;
  const limits = await engine.limits();
  if (!limits.ok) return err(failuresAt('engine', [limits.error]));
  const jobDescriptors = descriptor.kind === 'graph' ? descriptor.jobs : [descriptor.job];
  const definitions = readJobDefinitions(site, jobDescriptors);
  if (!definitions.ok) return definitions;
  return ok(
    new EngineExecutor({
      engine,
      limits: limits.value,
      record: new AttemptRecord({ dir: join(dir, 'attempts'), newId: timeIds(Date.now), now: CLOCK.now }),
      size: jobs,
      dir: join(dir, 'batches'),
      label: descriptor.label,
      definitions: definitions.value,
      command: tasks.command,
      env,
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
