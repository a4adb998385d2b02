/** What the configuration of a cluster says about its limits. */
export interface ClusterConfig {
  /** One more than the largest index of an array. */
  readonly maxArraySize: number;
  /** How many jobs the controller keeps, also those that have ended some minutes ago; elements of arrays count. */
  readonly maxJobCount: number;
  /** Names of generic resources. */
  readonly gres: readonly string[];
}

/** Limits where the cluster names none: those of Slurm by default. */
export const DEFAULT_ARRAY_SIZE = 1001;
const DEFAULT_JOB_COUNT = 10_000;

/** Reads what `scontrol show config` prints. A limit that is not a number is the default of Slurm. */
export function readConfig(text: string): ClusterConfig {
  const valueOf = (name: string): string => new RegExp(`^ *${name} *= *(.*)$`, 'mi').exec(text)?.[1]?.trim() ?? '';
  const limitOf = (name: string, otherwise: number): number => {
    const [digits] = /^[1-9]\d*(?!\S)/.exec(valueOf(name)) ?? [];
    return digits === undefined ? otherwise : Number(digits);
  };
  return {
    maxArraySize: limitOf('MaxArraySize', DEFAULT_ARRAY_SIZE),
    maxJobCount: limitOf('MaxJobCount', DEFAULT_JOB_COUNT),
    gres: valueOf('GresTypes')
      .split(',')
      .filter((name) => /^\w+$/.test(name)),
  };
}
