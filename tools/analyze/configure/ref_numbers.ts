import type { DataDep, PartitionRef } from '../../base/model/index.js';

/**
 * Gives every ref a number, from 0. To find a ref by its text, the text has to be hashed and compared, so this is done once
 * for each place that names the ref. Everything else goes by numbers.
 */
export class RefNumbers {
  readonly #numbers = new Map<PartitionRef, number>();
  readonly #refs: PartitionRef[] = [];
  /** The materialize input of each ref. */
  readonly #inputs: (DataDep | undefined)[] = [];

  get count(): number {
    return this.#refs.length;
  }

  /** The number of a ref, if it has one. */
  find(ref: PartitionRef): number | undefined {
    return this.#numbers.get(ref);
  }

  /** The number of a ref, which gets one now if it has none. */
  of(ref: PartitionRef): number {
    const known = this.#numbers.get(ref);
    if (known !== undefined) return known;
    const number = this.#refs.push(ref) - 1;
    this.#numbers.set(ref, number);
    this.#inputs.push(undefined);
    return number;
  }

  /** The ref with this number, as the same string each time, which saves memory and comparisons. */
  ref(number: number): PartitionRef {
    const ref = this.#refs[number];
    if (ref === undefined) throw new RangeError(`no ref ${String(number)} of ${String(this.count)}`);
    return ref;
  }

  /** An input as the same object for all that read the ref. */
  shared(input: DataDep, number: number): DataDep {
    const known = this.#inputs[number];
    if (input === known) return input;
    // Others are rare. The order of the fields is kept, because plans show it.
    if (input.depType !== 'materialize' || firstField(input) !== 'depType') return input;
    return (this.#inputs[number] = known ?? input);
  }
}

function firstField(value: object): string | undefined {
  for (const name in value) return name;
  return undefined;
}
