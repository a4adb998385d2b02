import type { Manifest, Task, TaskConfig } from '../model/index.js';
import { maskJson, maskValues, type Mask } from './mask.js';

/** Arguments and variables are free text; all else of a config are names. */
export function maskConfig(config: TaskConfig, mask: Mask): TaskConfig {
  return { ...config, args: config.args.map((arg) => mask(arg)), env: maskValues(config.env, mask) };
}

/** A task to be shown or recorded; it cannot be run any more. Its keys stay those of what it really is. */
export function maskTask<T extends Pick<Task, 'config'>>(task: T, mask: Mask): T {
  return { ...task, config: maskConfig(task.config, mask) };
}

/** Of a manifest, the config and what the job reported; all else are names and times. */
export function maskManifest(manifest: Manifest, mask: Mask): Manifest {
  return {
    ...manifest,
    config: maskConfig(manifest.config, mask),
    metadata: maskJson(manifest.metadata, mask) as Manifest['metadata'],
  };
}

/** Tasks as manifests may have them: without secrets, under the keys of what they really are. */
export function maskTasks<T extends Pick<Task, 'config'>>(
  tasks: readonly T[],
  secrets: { readonly mask: Mask } | undefined,
): readonly T[] {
  return secrets === undefined ? tasks : tasks.map((task) => maskTask(task, secrets.mask));
}
