import { join } from 'node:path';
import { childEnvironment, locateDirectories, resolveUserPath, type Context } from '../../base/runtime/index.js';
import { maskSecrets } from '../../base/secrets/index.js';
import type { Descriptor, Site, TaskSettings } from '../../driver/index.js';
import type { TaskOptions } from './parse_task.js';

/** Where tasks run, and how. */
export interface TaskPlace {
  readonly site: Site;
  readonly settings: Omit<TaskSettings, 'cancel'>;
  /** Report errors only. */
  readonly quiet: boolean;
}

/** The program, and who called it. */
export interface TaskCaller {
  readonly context: Context;
  readonly runfilesDir: string;
  readonly descriptor: Descriptor;
}

/** Tasks call neither lookup nor configure. */
const NO_CALLS = { timeoutMs: 0, parallel: 1, speculates: false };

/** Reads from the options where the tasks run. Their environment is the one that they have in a build. */
export function placeTask(options: TaskOptions, { context, runfilesDir, descriptor }: TaskCaller): TaskPlace {
  const { passEnv, catalog, resultDir, graceSeconds, leaseTtlSeconds, wait, quiet } = options;
  const { stateDir, dataDir } = locateDirectories(context, options);
  const env = childEnvironment({ parentEnv: context.env, runfilesDir, passEnv });
  return {
    site: {
      descriptor,
      runfilesDir,
      stateDir,
      dataDir,
      catalogUrl: catalog === '' ? undefined : catalog,
      env: { ...env, DATABUILD_DATA_DIR: dataDir },
      host: context.host,
      secrets: maskSecrets(passEnv.map((name) => context.env[name] ?? '')),
      calls: NO_CALLS,
    },
    settings: {
      resultDir: resultDir === undefined ? join(stateDir, 'attempts') : resolveUserPath(context, resultDir),
      graceMs: graceSeconds * 1000,
      recording: catalog === undefined ? undefined : { ttlMs: leaseTtlSeconds * 1000, wait },
    },
    quiet,
  };
}
