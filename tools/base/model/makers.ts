import type { JobConfig } from './job_config.js';
import type { PartitionRef } from './ref.js';

/** The refs without which a config cannot run, in its order. */
export function materialized({ inputs }: Pick<JobConfig, 'inputs'>): PartitionRef[] {
  return inputs.flatMap(({ depType, ref }) => (depType === 'materialize' ? [ref] : []));
}

/** Which config makes each ref, by index. Of two that make the same one, the later counts. */
export function makersOf(configs: readonly Pick<JobConfig, 'outputs'>[]): Map<PartitionRef, number> {
  const makers = new Map<PartitionRef, number>();
  for (const [index, { outputs }] of configs.entries()) for (const ref of outputs) makers.set(ref, index);
  return makers;
}
