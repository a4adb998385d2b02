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
 * Masks what a run reported. A digest that contains a secret is left out: masked, it could be equal to another one.
 */
export function maskReport<R extends Pick<Manifest, 'digests' | 'metadata'>>({ digests, ...report }: R, mask: Mask): R {
  const shown = digests && Object.fromEntries(Object.entries(digests).filter(([, digest]) => mask(digest) === digest));
  const metadata = maskJson(report.metadata, mask);
  return { ...report, metadata, ...(shown !== undefined && { digests: shown }) } as unknown as R;
}

/** Masks the config of a manifest and what its run reported. All other fields are names and times. */
export function maskManifest(manifest: Manifest, mask: Mask): Manifest {
  return { ...maskReport(manifest, mask), config: maskConfig(manifest.config, mask) };
}

/** Tasks as manifests may contain them: without secrets, under the keys of the original tasks. */
export function maskTasks<T extends Pick<Task, 'config'>>(
  tasks: readonly T[],
  secrets: { readonly mask: Mask } | undefined,
): readonly T[] {
  return secrets === undefined ? tasks : tasks.map((task) => maskTask(task, secrets.mask));
}
