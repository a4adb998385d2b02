import type { PartitionRef, TaskConfig } from '../../base/model/index.js';

/** The configs of one answer. */
export interface SortedConfigs {
  /** Those that make at least one requested ref. */
  readonly requested: readonly TaskConfig[];
  /** Those that make no requested ref, in the order of the answer. */
  readonly others: readonly TaskConfig[];
}

/** Whether each config makes first the ref at its place: most answers are like that. */
export function areInOrder(refs: readonly PartitionRef[], configs: readonly TaskConfig[]): boolean {
  return configs.every(({ outputs }, index) => outputs[0] === refs[index]);
}

/**
 * Sorts configs by the first of the refs that each of them makes. Their order then does not depend on the order of the
 * answer, or on the other refs of the same call.
 *
 * @param refs without duplicates
 */
export function inOrderOf(refs: readonly PartitionRef[], configs: readonly TaskConfig[]): SortedConfigs {
  if (areInOrder(refs, configs)) return { requested: configs, others: [] };
  const positions = new Map(refs.map((ref, position) => [ref, position]));
  const byPosition = refs.map((): TaskConfig | undefined => undefined);
  /** Configs whose first ref is also the first ref of an earlier config. */
  const more: TaskConfig[] = [];
  const others: TaskConfig[] = [];
  for (const config of configs) {
    const position = firstPosition(config, positions);
    if (position === undefined) others.push(config);
    else if (byPosition[position] === undefined) byPosition[position] = config;
    else more.push(config);
  }
  const requested = byPosition.filter((config) => config !== undefined);
  return { requested: more.length === 0 ? requested : [...requested, ...more], others };
}

function firstPosition({ outputs }: TaskConfig, positions: ReadonlyMap<PartitionRef, number>): number | undefined {
  let first: number | undefined;
  for (const ref of outputs) {
    const position = positions.get(ref);
    if (position !== undefined && (first === undefined || position < first)) first = position;
  }
  return first;
}
