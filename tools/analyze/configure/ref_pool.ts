import { MAX_REF_BYTES, type DataDep, type PartitionRef } from '../../base/model/index.js';

/** The beginning of every hash. */
export const HASH_SEED = 0x811c9dc5 | 0;

/** Adds a byte to a hash (FNV-1a). */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

const FIRST_SLOTS = 1 << 10;
const FIRST_BYTES = 1 << 16;

/**
 * The refs of many answers, each as one string, found by its bytes. A ref is an input of many configs: without a pool, a
 * string would be made, hashed and kept for each of them.
 */
export class RefPool {
  readonly #refs: PartitionRef[] = [];
  /** The materialize input of each ref, as one object for all configs that read it. */
  readonly #inputs: (DataDep | undefined)[] = [];
  /** The bytes of all refs, one after the other, and where each begins; the last one ends where the next will begin. */
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #begins = new Uint32Array(FIRST_SLOTS);
  /** Open addressing; a slot is a hash, then 1 + the number of its ref, or 0 if it is free. At least half of them are. */
  #slots = new Int32Array(2 * FIRST_SLOTS);

  /**
   * The number of the ref in a range of bytes; undefined if that is not a ref.
   *
   * @param bytes printable ASCII
   * @param hash of the range, by `hashByte`
   */
  take(bytes: Buffer, start: number, end: number, hash: number): number | undefined {
    const slots = this.#slots;
    for (let slot = this.#firstSlot(hash); ; slot = this.#nextSlot(slot)) {
      const number = (slots[slot + 1] ?? 0) - 1;
      if (number < 0) return this.#add(bytes, start, end, hash, slot);
      if (slots[slot] === hash && this.#is(number, bytes, start, end)) return number;
    }
  }

  ref(number: number): PartitionRef {
    const ref = this.#refs[number];
    if (ref === undefined) throw new RangeError(`no ref ${String(number)} of ${String(this.#refs.length)}`);
    return ref;
  }

  materialize(number: number): DataDep {
    return (this.#inputs[number] ??= { depType: 'materialize', ref: this.ref(number) });
  }

  #is(number: number, bytes: Buffer, start: number, end: number): boolean {
    let at = this.#begins[number] ?? 0;
    if (this.#begins[number + 1] !== at + end - start) return false;
    const own = this.#bytes;
    for (let other = start; other < end; other++) if (own[at++] !== bytes[other]) return false;
    return true;
  }

  #add(bytes: Buffer, start: number, end: number, hash: number, slot: number): number | undefined {
    if (!isPrintableRef(bytes, start, end)) return undefined;
    const number = this.#refs.push(bytes.toString('latin1', start, end) as PartitionRef) - 1;
    this.#inputs.push(undefined);
    const begin = this.#begins[number] ?? 0;
    const next = begin + end - start;
    if (next > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], 2 * next);
    bytes.copy(this.#bytes, begin, start, end);
    this.#begins[number + 1] = next;
    this.#fill(slot, hash, number);
    if (this.#refs.length * 4 > this.#slots.length) this.#grow();
    return number;
  }

  #grow(): void {
    const { length } = this.#slots;
    const before = this.#slots;
    const begins = this.#begins;
    this.#slots = new Int32Array(4 * length);
    this.#begins = new Uint32Array(2 * length);
    this.#begins.set(begins);
    for (let old = 0; old < length; old += 2) {
      const hash = before[old] ?? 0;
      const number = (before[old + 1] ?? 0) - 1;
      if (number < 0) continue;
      let slot = this.#firstSlot(hash);
      while (this.#slots[slot + 1] !== 0) slot = this.#nextSlot(slot);
      this.#fill(slot, hash, number);
    }
  }

  #fill(slot: number, hash: number, number: number): void {
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = number + 1;
  }

  #firstSlot(hash: number): number {
    return ((hash ^ (hash >>> 15)) * 2) & (this.#slots.length - 2);
  }

  #nextSlot(slot: number): number {
    return (slot + 2) & (this.#slots.length - 2);
  }
}

const SPACE = 0x20;

/** Whether printable ASCII is a ref, as `isRef` says of its text. */
function isPrintableRef(bytes: Buffer, start: number, end: number): boolean {
  return end > start && end - start <= MAX_REF_BYTES && bytes[start] !== SPACE && bytes[end - 1] !== SPACE;
}
