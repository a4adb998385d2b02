import { isDeepStrictEqual } from 'node:util';
import type { Validity } from '../../../base/model/index.js';
import type { World, WorldConfig } from './world.js';

/**
 * Everything that a partition is made from, with everything upstream, as plain values without keys or hashes. It is
 * slow but simple enough to trust.
 */
export interface Provenance {
  readonly job: string;
  readonly version: string;
  readonly code: string;
  readonly config: WorldConfig;
  /** What its materialize inputs are made from. */
  readonly inputs: readonly Provenance[];
}

/** What the catalog should have recorded of a finished task. */
export interface Record {
  readonly manifest: string;
  readonly origin: Provenance;
  /** Whether the code that made it is known. It is not if the partition was adopted. */
  readonly codeKnown: boolean;
  /** Number of the run that made the data, and the digest that it reported. */
  readonly run: number;
  readonly digest: string | undefined;
  /** The record of each input when the task started. */
  readonly read: ReadonlyMap<string, Record | undefined>;
}

export interface PlanQuestion {
  readonly refs: readonly string[];
  readonly validity: Validity | undefined;
  readonly force: readonly string[];
  readonly forceDownstream: readonly string[];
  readonly refresh: readonly string[];
}

export const nameOf = (job: string, outputs: readonly string[]): string => `${job}: ${outputs.toSorted().join(' ')}`;

export function makerOf(ref: string, { configs }: World): WorldConfig {
  const config = configs.find(({ outputs }) => outputs.includes(ref));
  if (config === undefined) throw new Error(`nothing makes ${ref}`);
  return config;
}

export function materialized({ inputs }: WorldConfig): string[] {
  return [...new Set(inputs.flatMap(({ depType, ref }) => (depType === 'materialize' ? [ref] : [])))].sort();
}

/** What a config is made from if everything upstream is built again. */
export function originOf(config: WorldConfig, world: World): Provenance {
  return madeFrom(config, world, (ref) => originOf(makerOf(ref, world), world));
}

/** The same, with the origins of its materialize inputs given by a function. */
export function madeFrom(config: WorldConfig, { jobs }: World, inputOf: (ref: string) => Provenance): Provenance {
  const { version = [], code = '' } = jobs[config.job] ?? {};
  return { job: config.job, version: version.join('.'), code, config, inputs: materialized(config).map(inputOf) };
}

export const majorOf = (version: string): string => version.split('.')[0] ?? '';
export const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  isDeepStrictEqual(new Set(one), new Set(other));

/** Whether the meaning is the same: only the major versions of jobs count. */
export function sameVersion(one: Provenance, other: Provenance): boolean {
  return (
    one.job === other.job &&
    majorOf(one.version) === majorOf(other.version) &&
    sameSet(one.config.outputs, other.config.outputs) &&
    sameInputs(one, other, sameVersion)
  );
}

/** Whether it was made by the same code, called in the same way. Versions do not count. */
export function sameContent(one: Provenance, other: Provenance): boolean {
  return (
    one.job === other.job &&
    one.code === other.code &&
    one.config.executable === other.config.executable &&
    isDeepStrictEqual(one.config.args, other.config.args) &&
    isDeepStrictEqual(one.config.env, other.config.env) &&
    sameSet(one.config.outputs, other.config.outputs) &&
    sameInputs(one, other, sameContent)
  );
}

function sameInputs(
  one: Provenance,
  other: Provenance,
  same: (one: Provenance, other: Provenance) => boolean,
): boolean {
  const within = (some: Provenance, all: Provenance): boolean =>
    some.inputs.every((input) => all.inputs.some((each) => same(input, each)));
  return within(one, other) && within(other, one);
}

/** Whether the data is the same as far as anyone can tell. */
export function sameData(one: Record | undefined, other: Record | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.run === other.run || (one.digest !== undefined && one.digest === other.digest);
}

/** Every config that is needed to make some refs if nothing exists yet. */
export function closure(refs: readonly string[], world: World): Set<WorldConfig> {
  const found = new Set<WorldConfig>();
  const need = (ref: string): void => {
    const config = makerOf(ref, world);
    if (found.has(config)) return;
    found.add(config);
    materialized(config).forEach(need);
  };
  refs.forEach(need);
  return found;
}
