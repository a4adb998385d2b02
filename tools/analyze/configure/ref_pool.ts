import { MAX_REF_BYTES, type DataDep, type PartitionRef } from '../../base/model/index.js';

/** The beginning of every hash. */
export const HASH_SEED = 0x811c9dc5 | 0;

/** Adds a byte to a hash (FNV-1a). */
export function hashByte(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

const SPACE = 0x20;
const LAST_PRINTABLE = 0x7e;
const FIRST_SLOTS = 1 << 10;
const FIRST_BYTES = 1 << 16;

/**
 * Gives every ref of an analysis a number, from 0, and finds it by its bytes or by its text. A ref is an input of many
 * configs: without a pool, a string would be made, hashed and kept for each of them. Everything else goes by numbers.
 */
export class RefPool {
  readonly #refs: PartitionRef[] = [];
  /** The materialize input of each ref, as one object for all configs that read it. */
  readonly #inputs: (DataDep | undefined)[] = [];
  /** The bytes of all refs, one after the other, and where each begins; the last one ends where the next will begin. */
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #begins: Uint32Array = new Uint32Array(FIRST_SLOTS);
  /** Open addressing; a slot is a hash, then 1 + the number of its ref, or 0 if it is free. At least half of them are. */
  #slots = new Int32Array(2 * FIRST_SLOTS);
  /** Refs that are not printable ASCII. They have no slot and no bytes. */
  readonly #others = new Map<PartitionRef, number>();

  get count(): number {
    return this.#refs.length;
  }

  /**
   * The number of the ref in a range of bytes, which gets one now if it has none; undefined if that is not a ref.
   *
   * @param bytes printable ASCII
   * @param hash of the range, by `hashByte`
   */
  take(bytes: Buffer, start: number, end: number, hash: number): number | undefined {
    const slots = this.#slots;
    for (let slot = this.#firstSlot(hash); ; slot = this.#nextSlot(slot)) {
      const number = (slots[slot + 1] ?? 0) - 1;
      if (number < 0) {
        if (!isPrintableRef(bytes, start, end)) return undefined;
        return this.#add(bytes.toString('latin1', start, end) as PartitionRef, hash, slot);
      }
      if (slots[slot] === hash && this.#is(number, bytes, start, end)) return number;
    }
  }

  /** The number of a ref, which gets one now if it has none. */
  of(ref: PartitionRef): number {
    const hash = hashText(ref);
    if (hash === undefined) {
      const known = this.#others.get(ref) ?? this.count;
      if (known === this.count) this.#others.set(ref, this.#push(ref, 0));
      return known;
    }
    const slot = this.#slotOf(ref, hash);
    const number = this.#numberIn(slot);
    return number < 0 ? this.#add(ref, hash, slot) : number;
  }

  /** The number of a ref, if it has one. */
  find(ref: PartitionRef): number | undefined {
    const hash = hashText(ref);
    if (hash === undefined) return this.#others.get(ref);
    const number = this.#numberIn(this.#slotOf(ref, hash));
    return number < 0 ? undefined : number;
  }

  /** The ref with this number, as the same string each time, which saves memory and comparisons. */
  ref(number: number): PartitionRef {
    const ref = this.#refs[number];
    if (ref === undefined) throw new RangeError(`no ref ${String(number)} of ${String(this.count)}`);
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

  /** The slot of a ref, or the free one for it. */
  #slotOf(ref: PartitionRef, hash: number): number {
    const slots = this.#slots;
    for (let slot = this.#firstSlot(hash); ; slot = this.#nextSlot(slot)) {
      const number = this.#numberIn(slot);
      if (number < 0 || (slots[slot] === hash && this.#refs[number] === ref)) return slot;
    }
  }

  /** @returns -1 if the slot is free */
  #numberIn(slot: number): number {
    return (this.#slots[slot + 1] ?? 0) - 1;
  }

  #add(ref: PartitionRef, hash: number, slot: number): number {
    const begin = this.#begins[this.count] ?? 0;
    const next = begin + ref.length;
    if (next > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], 2 * next);
    this.#bytes.write(ref, begin, 'latin1');
    const number = this.#push(ref, ref.length);
    this.#fill(slot, hash, number);
    if (this.count * 4 > this.#slots.length) this.#grow();
    return number;
  }

  #push(ref: PartitionRef, bytes: number): number {
    const number = this.#refs.push(ref) - 1;
    this.#inputs.push(undefined);
    if (this.count === this.#begins.length) this.#begins = doubled(this.#begins);
    this.#begins[number + 1] = (this.#begins[number] ?? 0) + bytes;
    return number;
  }

  #grow(): void {
    const { length } = this.#slots;
    const before = this.#slots;
    this.#slots = new Int32Array(2 * length);
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

function doubled(array: Uint32Array): Uint32Array {
  const longer = new Uint32Array(2 * array.length);
  longer.set(array);
  return longer;
}

/** The hash of a text, as of its bytes; undefined if it is not printable ASCII. */
function hashText(text: string): number | undefined {
  let hash = HASH_SEED;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code > LAST_PRINTABLE) return undefined;
    hash = hashByte(hash, code);
  }
  return hash;
}

/** Whether printable ASCII is a ref, as `isRef` says of its text. */
function isPrintableRef(bytes: Buffer, start: number, end: number): boolean {
  return end > start && end - start <= MAX_REF_BYTES && bytes[start] !== SPACE && bytes[end - 1] !== SPACE;
}
