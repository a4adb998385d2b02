import type { Pattern } from './pattern.js';

/** A pattern, and whom it belongs to. */
export interface PatternEntry<T> {
  readonly pattern: Pattern;
  readonly owner: T;
}

/** Those segments with a name that have texts of certain lengths around it. */
interface Shape<T> {
  readonly prefixLength: number;
  readonly suffixLength: number;
  /** By prefix, `{` and suffix. */
  readonly nodes: Map<string, Node<T>>;
}

/** What can follow the same segments. */
interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  readonly shapes: Shape<T>[];
  /** Positions of the entries that end here. */
  readonly ends: number[];
}

/**
 * Many patterns, to find those that match a ref.
 *
 * They are kept as a tree by segment. What a match costs does not grow with the number of patterns, as long as few of them
 * match the beginning of the ref: segments are found by their text, not tried one by one.
 */
export class PatternIndex<T> {
  readonly #entries: readonly PatternEntry<T>[];
  readonly #root = makeNode<T>();

  constructor(entries: readonly PatternEntry<T>[]) {
    this.#entries = entries;
    for (const [position, { pattern }] of entries.entries()) {
      let node = this.#root;
      for (const { prefix, name, suffix } of pattern.segments) {
        node =
          name === undefined
            ? child(node.literals, prefix)
            : child(shapeOf(node, prefix, suffix).nodes, `${prefix}{${suffix}`);
      }
      node.ends.push(position);
    }
  }

  /** @returns the entries whose patterns match the whole ref, in the order of the entries */
  match(ref: string): readonly PatternEntry<T>[] {
    const found: number[] = [];
    collect(this.#root, ref, 0, found);
    if (found.length > 1) found.sort((a, b) => a - b);
    return found.map((position) => this.#entry(position));
  }

  #entry(position: number): PatternEntry<T> {
    const entry = this.#entries[position];
    if (entry === undefined) throw new RangeError(`no entry ${String(position)}`);
    return entry;
  }
}

function makeNode<T>(): Node<T> {
  return { literals: new Map(), shapes: [], ends: [] };
}

function child<T>(nodes: Map<string, Node<T>>, key: string): Node<T> {
  let node = nodes.get(key);
  if (node === undefined) nodes.set(key, (node = makeNode()));
  return node;
}

function shapeOf<T>({ shapes }: Node<T>, prefix: string, suffix: string): Shape<T> {
  const [prefixLength, suffixLength] = [prefix.length, suffix.length];
  let shape = shapes.find((each) => each.prefixLength === prefixLength && each.suffixLength === suffixLength);
  if (shape === undefined) shapes.push((shape = { prefixLength, suffixLength, nodes: new Map() }));
  return shape;
}

/** Adds the ends of all paths that the rest of a ref, from a position on, can take. */
function collect<T>({ literals, shapes }: Node<T>, ref: string, from: number, found: number[]): void {
  const slash = ref.indexOf('/', from);
  const end = slash < 0 ? ref.length : slash;
  if (literals.size > 0) follow(literals.get(ref.slice(from, end)), ref, slash, found);
  for (const { prefixLength, suffixLength, nodes } of shapes) {
    const [begin, rest] = [from + prefixLength, end - suffixLength];
    // All keys of a shape have their brace in one place, so that a brace of the ref never passes for it.
    if (begin < rest) follow(nodes.get(`${ref.slice(from, begin)}{${ref.slice(rest, end)}`), ref, slash, found);
  }
}

/** @param slash position in the ref of what comes behind the segment; -1: it was the last */
function follow<T>(node: Node<T> | undefined, ref: string, slash: number, found: number[]): void {
  if (node === undefined) return;
  if (slash >= 0) collect(node, ref, slash + 1, found);
  else for (const position of node.ends) found.push(position);
}
