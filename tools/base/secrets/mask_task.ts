import type { Manifest, Task, TaskConfig } from '../model/index.js';
import { maskJson, maskValues, type Mask } from './mask.js';

/** Masks the arguments and variables of a config, which are free text. All other fields are names. */
function maskConfig(config: TaskConfig, mask: Mask): TaskConfig {
  return { ...config, args: config.args.map((arg) => mask(arg)), env: maskValues(config.env, mask) };
}

/** A task that can be shown or recorded. It cannot be run any more. It keeps the keys of the original task. */
export function maskTask<T extends Pick<Task, 'config'>>(task: T, mask: Mask): T {
  return { ...task, config: maskConfig(task.config, mask) };
}

/**
 * Masks the config and the metadata of a manifest. All other fields are names and times. A digest that contains a secret
 * is left out: masked, it could be equal to another one.
 */
export function maskManifest({ digests, ...manifest }: Manifest, mask: Mask): Manifest {
  const shown = digests && Object.fromEntries(Object.entries(digests).filter(([, digest]) => mask(digest) === digest));
  return {
    ...manifest,
    config: maskConfig(manifest.config, mask),
    ...(shown !== undefined && { digests: shown }),
    metadata: maskJson(manifest.metadata, mask) as Manifest['metadata'],
  };
}

/** Tasks as manifests may contain them: without secrets, under the keys of the original tasks. */
export function maskTasks<T extends Pick<Task, 'config'>>(
  tasks: readonly T[],
  secrets: { readonly mask: Mask } | undefined,
): readonly T[] {
  return secrets === undefined ? tasks : tasks.map((task) => maskTask(task, secrets.mask));
}
