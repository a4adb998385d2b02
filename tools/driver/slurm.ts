import { ok, type Result } from '../base/model/index.js';
import { capture } from '../base/runtime/index.js';
import { slurmEngine } from '../engines/slurm/index.js';
import type { EngineSite, PreparedEngine } from './engine_site.js';
import { slurmOptions } from './slurm_options.js';

/** An answer of the controller takes seconds if many jobs are queued. */
const TOOL_TIMEOUT_MS = 60_000;

/** Tasks as jobs of Slurm. */
export function prepareSlurm({
  site,
  tasks,
  dir,
  options: given,
}: EngineSite): Promise<Result<PreparedEngine, string>> {
  const options = slurmOptions(site.descriptor, given);
  if (!options.ok) return Promise.resolve(options);
  const { lostAfterMs, jobs } = options.value;
  const engine = slurmEngine({
    dir,
    capture,
    env: tasks.engineEnv,
    cwd: site.stateDir,
    timeoutMs: TOOL_TIMEOUT_MS,
    jobOptions: jobs,
  });
  return Promise.resolve(ok({ engine, lostAfterMs, env: { ...tasks.engineEnv, ...site.env } }));
}
