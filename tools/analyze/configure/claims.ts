import { isDeepStrictEqual } from 'node:util';
import type { JobDescriptor, PartitionRef, TaskConfig } from '../../base/model/index.js';
import type { ClaimingConfig, RefInTwoConfigs } from './failure.js';
import { RefNumbers } from './ref_numbers.js';

/** One config of one job, which becomes a task. */
export interface Claim {
  readonly job: JobDescriptor;
  readonly config: TaskConfig;
}

// Used in place of a claim's number.
/** The ref is needed, and no claim makes it yet. */
const WANTED = -1;
/** No claim makes the ref, and it was not recorded as needed. */
const NOT_WANTED = -2;

const NONE: readonly PartitionRef[] = [];
const NO_CONFLICTS: readonly RefInTwoConfigs[] = [];

export interface ClaimName {
  readonly job: string;
  readonly output: PartitionRef;
}

/** Records which config makes which ref. Claims are numbered from 0 in the order they are added. */
export class Claims {
  readonly #all: Claim[] = [];
  readonly #numbers = new RefNumbers();
  /** By number of a ref: number of the claim that makes it, WANTED or NOT_WANTED. */
  readonly #makers: number[] = [];
  /** The number of the ref of each input, claim after claim. */
  readonly #inputs: number[] = [];
  /** By claim: where its inputs end. */
  readonly #inputEnds: number[] = [];

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
    const number = this.#numbers.find(ref);
    return number === undefined ? undefined : this.#makerOf(number);
  }

  /** Whether a ref was recorded as needed, or a claim makes it. */
  has(ref: PartitionRef): boolean {
    const number = this.#numbers.find(ref);
    return number !== undefined && this.#makers[number] !== NOT_WANTED;
  }

  /**
   * Records that a ref is needed.
   *
   * @returns false if it was recorded before, or if a claim makes it
   */
  want(ref: PartitionRef): boolean {
    return this.#want(this.#number(ref));
  }

  /**
   * Records that the materialize inputs of a claim are needed.
   *
   * @returns those that were not recorded before and that no claim makes
   */
  wantInputsOf(claim: number): readonly PartitionRef[] {
    const { inputs } = this.get(claim).config;
    const begin = this.#inputsBegin(claim);
    let wanted: PartitionRef[] | undefined;
    for (let index = 0; index < inputs.length; index++) {
      const input = inputs[index];
      if (input?.depType === 'materialize' && this.#want(this.#inputs[begin + index] ?? -1)) {
        (wanted ??= []).push(input.ref);
      }
    }
    return wanted ?? NONE;
  }

  /** Number of the claim that makes an input of a claim. @param index of the input */
  makerOfInput(claim: number, index: number): number | undefined {
    return this.#makerOf(this.#inputs[this.#inputsBegin(claim) + index] ?? -1);
  }

  /**
   * Adds a config. An identical config counts once: a job that is called in several processes may return the same
   * config twice, if it makes refs of both.
   *
   * @returns a failure for each earlier config that makes some of the same refs; those refs stay with the earlier one
   */
  add(job: JobDescriptor, config: TaskConfig): readonly RefInTwoConfigs[] {
    const { outputs, inputs } = config;
    const first = outputs[0] === undefined ? undefined : this.#number(outputs[0]);
    const firstOwner = first === undefined ? undefined : this.#makerOf(first);
    if (firstOwner !== undefined) {
      const other = this.get(firstOwner);
      if (other.job.label === job.label && isDeepStrictEqual(other.config, config)) return NO_CONFLICTS;
    }
    const number = this.#all.push({ job, config }) - 1;
    let shared: Map<number, PartitionRef[]> | undefined;
    for (let index = 0; index < outputs.length; index++) {
      const ref = outputs[index];
      if (ref === undefined) continue;
      const refNumber = index === 0 && first !== undefined ? first : this.#number(ref);
      outputs[index] = this.#numbers.ref(refNumber);
      const owner = this.#makerOf(refNumber);
      if (owner === undefined) {
        this.#makers[refNumber] = number;
        continue;
      }
      shared ??= new Map();
      const refs = shared.get(owner);
      if (refs === undefined) shared.set(owner, [ref]);
      else refs.push(ref);
    }
    for (let index = 0; index < inputs.length; index++) {
      const input = inputs[index];
      if (input === undefined) continue;
      const refNumber = this.#number(input.ref);
      inputs[index] = this.#numbers.shared(input, refNumber);
      this.#inputs.push(refNumber);
    }
    this.#inputEnds.push(this.#inputs.length);
    if (shared === undefined) return NO_CONFLICTS;
    return Array.from(shared, ([owner, refs]) => this.#conflict(owner, number, refs));
  }

  #number(ref: PartitionRef): number {
    const number = this.#numbers.of(ref);
    if (number === this.#makers.length) this.#makers.push(NOT_WANTED);
    return number;
  }

  #makerOf(refNumber: number): number | undefined {
    const maker = this.#makers[refNumber] ?? NOT_WANTED;
    return maker < 0 ? undefined : maker;
  }

  #want(refNumber: number): boolean {
    if (this.#makers[refNumber] !== NOT_WANTED) return false;
    this.#makers[refNumber] = WANTED;
    return true;
  }

  #inputsBegin(claim: number): number {
    return claim === 0 ? 0 : (this.#inputEnds[claim - 1] ?? 0);
  }

  #conflict(first: number, second: number, refs: readonly PartitionRef[]): RefInTwoConfigs {
    return { reason: 'ref-in-two-configs', refs, first: this.#describe(first), second: this.#describe(second) };
  }

  #describe(number: number): ClaimingConfig {
    const { job, config } = this.get(number);
    return { job: job.label, outputs: config.outputs, args: config.args };
  }
}
