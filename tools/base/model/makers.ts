import type { DataDep, DepType, JobConfig } from './job_config.js';
import type { PartitionRef } from './ref.js';

/** The inputs that must exist before a config can run, in their order. */
export function materializeInputs<I extends Pick<DataDep, 'depType'>>(inputs: readonly I[]): I[] {
  return inputs.filter(({ depType }) => depType === 'materialize');
}

/** The refs that must exist before a config can run, in its order. */
export function materialized({ inputs }: Pick<JobConfig, 'inputs'>): PartitionRef[] {
  return materializeInputs(inputs).map(({ ref }) => ref);
}

/** The refs that a config reads as they are, in its order. */
export function queried({ inputs }: Pick<JobConfig, 'inputs'>): PartitionRef[] {
  return inputs.flatMap(({ depType, ref }) => (depType === 'query' ? [ref] : []));
}

/**
 * The first input of this type that a maker makes.
 *
 * @param makerOf index of what makes a ref
 * @throws where the config has none: its caller has seen an edge to that maker
 */
export function inputMadeBy(
  maker: number,
  { inputs }: Pick<JobConfig, 'inputs'>,
  wanted: DepType,
  makerOf: (ref: PartitionRef) => number | undefined,
): PartitionRef {
  const input = inputs.find(({ depType, ref }) => depType === wanted && makerOf(ref) === maker);
  if (input === undefined) throw new Error(`no ${wanted} input leads to task ${String(maker)}`);
  return input.ref;
}

/** Which config makes each ref, by index. If two configs make the same ref, the later one counts. */
export function makersOf(configs: readonly Pick<JobConfig, 'outputs'>[]): Map<PartitionRef, number> {
  const makers = new Map<PartitionRef, number>();
  for (const [index, { outputs }] of configs.entries()) for (const ref of outputs) makers.set(ref, index);
  return makers;
}
