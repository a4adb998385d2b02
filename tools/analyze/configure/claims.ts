import type { JobDescriptor, PartitionRef } from '../../base/model/index.js';
import type { Configs } from './configs.js';
import type { ClaimingConfig, RefInTwoConfigs } from './failure.js';

// In place of a claim.
/** No claim makes the ref, and it was not recorded as needed. */
const NOT_WANTED = 0;
/** The ref is needed, and no claim makes it yet. */
const WANTED = 1;
/** Added to the number of a claim. */
const MADE = 2;

const NO_CONFLICTS: readonly RefInTwoConfigs[] = [];
const FIRST_REFS = 1 << 10;

export interface ClaimName {
  readonly job: string;
  readonly output: PartitionRef;
}

/**
 * Records which config makes which ref. A claim is one config of one job, which becomes a task. Claims are numbered from 0
 * in the order they are added.
 */
export class Claims {
  readonly configs: Configs;
  // By claim.
  readonly #jobs: JobDescriptor[] = [];
  readonly #configs: number[] = [];
  /** By number of a ref: the claim that makes it. It has room for more refs than there are. */
  #makers = new Int32Array(FIRST_REFS);

  constructor(configs: Configs) {
    this.configs = configs;
  }

  get size(): number {
    return this.#configs.length;
  }

  jobOf(claim: number): JobDescriptor {
    const job = this.#jobs[claim];
    if (job === undefined) throw new RangeError(`no claim ${String(claim)} of ${String(this.size)}`);
    return job;
  }

  /** The number of the config of a claim. */
  configOf(claim: number): number {
    return this.#configs[claim] ?? -1;
  }

  /** The name of a task for people: its job and its first output. */
  name(claim: number): ClaimName {
    const { label } = this.jobOf(claim);
    const [output] = this.configs.outputsOf(this.configOf(claim));
    if (output === undefined) throw new Error(`a config of ${label} has no output`);
    return { job: label, output };
  }

  /** The claim that makes a ref. */
  of(ref: PartitionRef): number | undefined {
    const number = this.configs.refs.find(ref);
    return number === undefined ? undefined : this.makerOf(number);
  }

  /** The claim that makes the ref with this number. */
  makerOf(ref: number): number | undefined {
    const maker = this.#makers[ref] ?? NOT_WANTED;
    return maker < MADE ? undefined : maker - MADE;
  }

  /** Whether a ref was recorded as needed, or a claim makes it. */
  has(ref: PartitionRef): boolean {
    const number = this.configs.refs.find(ref);
    return number !== undefined && (this.#makers[number] ?? NOT_WANTED) !== NOT_WANTED;
  }

  /**
   * Records that a ref is needed.
   *
   * @returns false if it was recorded before, or if a claim makes it
   */
  want(ref: PartitionRef): boolean {
    return this.#want(this.configs.refs.of(ref));
  }

  /**
   * Records that the materialize inputs of a claim are needed.
   *
   * @param onWanted called with those that were not recorded before and that no claim makes
   */
  wantInputsOf(claim: number, onWanted: (ref: PartitionRef) => void): void {
    const { configs } = this;
    const config = this.configOf(claim);
    const end = configs.inputsEnd(config);
    for (let place = configs.inputsBegin(config); place < end; place++) {
      const ref = configs.input(place);
      if (!configs.isQuery(place) && this.#want(ref)) onWanted(configs.refs.ref(ref));
    }
  }

  /**
   * Adds a config. An identical config counts once: a job that is called in several processes may return the same
   * config twice, if it makes refs of both.
   *
   * @returns a failure for each earlier config that makes some of the same refs; those refs stay with the earlier one
   */
  add(job: JobDescriptor, config: number): readonly RefInTwoConfigs[] {
    const { configs } = this;
    const begin = configs.outputsBegin(config);
    const end = configs.outputsEnd(config);
    const firstOwner = this.makerOf(configs.output(begin));
    if (firstOwner !== undefined && this.#isSame(firstOwner, job, config)) return NO_CONFLICTS;
    this.#jobs.push(job);
    const claim = this.#configs.push(config) - 1;
    this.#makeRoom();
    let shared: Map<number, PartitionRef[]> | undefined;
    for (let place = begin; place < end; place++) {
      const ref = configs.output(place);
      const owner = this.makerOf(ref);
      if (owner === undefined) {
        this.#makers[ref] = claim + MADE;
        continue;
      }
      shared ??= new Map();
      const refs = shared.get(owner) ?? [];
      refs.push(configs.refs.ref(ref));
      shared.set(owner, refs);
    }
    if (shared === undefined) return NO_CONFLICTS;
    return Array.from(shared, ([owner, refs]) => this.#conflict(owner, claim, refs));
  }

  #want(ref: number): boolean {
    this.#makeRoom();
    if (this.#makers[ref] !== NOT_WANTED) return false;
    this.#makers[ref] = WANTED;
    return true;
  }

  /** Makes room for all refs that have a number. */
  #makeRoom(): void {
    const { count } = this.configs.refs;
    if (count <= this.#makers.length) return;
    const makers = new Int32Array(2 * count);
    makers.set(this.#makers);
    this.#makers = makers;
  }

  #isSame(claim: number, job: JobDescriptor, config: number): boolean {
    return this.jobOf(claim).label === job.label && this.configs.areEqual(this.configOf(claim), config);
  }

  #conflict(first: number, second: number, refs: readonly PartitionRef[]): RefInTwoConfigs {
    return { reason: 'ref-in-two-configs', refs, first: this.#describe(first), second: this.#describe(second) };
  }

  #describe(claim: number): ClaimingConfig {
    const { outputs, args } = this.configs.config(this.configOf(claim));
    return { job: this.jobOf(claim).label, outputs, args };
  }
}
