import type { PartitionRef } from '../../base/model/index.js';
import type { Configs } from './configs.js';

/** The configs of one answer. */
export interface SortedConfigs {
  /** Those that make at least one requested ref. */
  readonly requested: readonly number[];
  /** Those that make no requested ref, in the order of the answer. */
  readonly others: readonly number[];
}

/** Whether each config makes first the ref at its place: most answers are like that. */
export function areInOrder(refs: readonly PartitionRef[], numbers: readonly number[], configs: Configs): boolean {
  return numbers.every((config, index) => {
    return configs.refs.ref(configs.output(configs.outputsBegin(config))) === refs[index];
  });
}

/**
 * Sorts configs by the first of the refs that each of them makes. Their order then does not depend on the order of the
 * answer, or on the other refs of the same call.
 *
 * @param refs without duplicates
 */
export function inOrderOf(refs: readonly PartitionRef[], numbers: readonly number[], configs: Configs): SortedConfigs {
  if (areInOrder(refs, numbers, configs)) return { requested: numbers, others: [] };
  const positions = new Map(refs.map((ref, position) => [configs.refs.of(ref), position]));
  const byPosition = refs.map((): number | undefined => undefined);
  /** Configs whose first ref is also the first ref of an earlier config. */
  const more: number[] = [];
  const others: number[] = [];
  for (const config of numbers) {
    const position = firstPosition(config, positions, configs);
    if (position === undefined) others.push(config);
    else if (byPosition[position] === undefined) byPosition[position] = config;
    else more.push(config);
  }
  const requested = byPosition.filter((config) => config !== undefined);
  return { requested: more.length === 0 ? requested : [...requested, ...more], others };
}

function firstPosition(config: number, positions: ReadonlyMap<number, number>, configs: Configs): number | undefined {
  let first: number | undefined;
  const end = configs.outputsEnd(config);
  for (let place = configs.outputsBegin(config); place < end; place++) {
    const position = positions.get(configs.output(place));
    if (position !== undefined && (first === undefined || position < first)) first = position;
  }
  return first;
}
