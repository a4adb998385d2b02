import { isDeepStrictEqual } from 'node:util';
import type { JobDescriptor, PartitionRef, TaskConfig } from '../../base/model/index.js';
import type { ClaimingConfig, RefInTwoConfigs } from './failure.js';

/** One config of one job, which becomes a task. */
export interface Claim {
  readonly job: JobDescriptor;
  readonly config: TaskConfig;
}

/** Used in place of a claim's number: the ref is needed, and no claim makes it yet. */
const WANTED = -1;

const NO_CONFLICTS: readonly RefInTwoConfigs[] = [];

export interface ClaimName {
  readonly job: string;
  readonly output: PartitionRef;
}

/** Records which config makes which ref. Claims are numbered from 0 in the order they are added. */
export class Claims {
  readonly #all: Claim[] = [];
  /** Number of the claim that makes a ref, or WANTED. */
  readonly #byRef = new Map<PartitionRef, number>();

  /** All claims, by number. */
  get all(): readonly Claim[] {
    return this.#all;
  }

  /** The claim with this number, which must exist. */
  get(number: number): Claim {
    const claim = this.#all[number];
    if (claim === undefined) throw new RangeError(`no claim ${String(number)} of ${String(this.#all.length)}`);
    return claim;
  }

  /** The name of a task for people: its job and its first output. */
  name(number: number): ClaimName {
    const { job, config } = this.get(number);
    const [output] = config.outputs;
    if (output === undefined) throw new Error(`a config of ${job.label} has no output`);
    return { job: job.label, output };
  }

  /** Number of the claim that makes a ref. */
  of(ref: PartitionRef): number | undefined {
    const number = this.#byRef.get(ref);
    return number === WANTED ? undefined : number;
  }

  /** Whether a ref was recorded as needed, or a claim makes it. */
  has(ref: PartitionRef): boolean {
    return this.#byRef.has(ref);
  }

  /**
   * Records that a ref is needed.
   *
   * @returns false if it was recorded before, or if a claim makes it
   */
  want(ref: PartitionRef): boolean {
    if (this.has(ref)) return false;
    this.#byRef.set(ref, WANTED);
    return true;
  }

  /**
   * Adds a config. An identical config counts once: a job that is called in several processes may return the same
   * config twice, if it makes refs of both.
   *
   * @returns a failure for each earlier config that makes some of the same refs; those refs stay with the earlier one
   */
  add(job: JobDescriptor, config: TaskConfig): readonly RefInTwoConfigs[] {
    const [firstOutput] = config.outputs;
    const firstOwner = firstOutput === undefined ? undefined : this.of(firstOutput);
    if (firstOwner !== undefined) {
      const other = this.get(firstOwner);
      if (other.job.label === job.label && isDeepStrictEqual(other.config, config)) return NO_CONFLICTS;
    }
    const number = this.#all.push({ job, config }) - 1;
    let shared: Map<number, PartitionRef[]> | undefined;
    for (const ref of config.outputs) {
      const owner = ref === firstOutput ? firstOwner : this.of(ref);
      if (owner === undefined) {
        this.#byRef.set(ref, number);
        continue;
      }
      shared ??= new Map();
      const refs = shared.get(owner);
      if (refs === undefined) shared.set(owner, [ref]);
      else refs.push(ref);
    }
    if (shared === undefined) return NO_CONFLICTS;
    return Array.from(shared, ([owner, refs]) => this.#conflict(owner, number, refs));
  }

  #conflict(first: number, second: number, refs: readonly PartitionRef[]): RefInTwoConfigs {
    return { reason: 'ref-in-two-configs', refs, first: this.#describe(first), second: this.#describe(second) };
  }

  #describe(number: number): ClaimingConfig {
    const { job, config } = this.get(number);
    return { job: job.label, outputs: config.outputs, args: config.args };
  }
}
