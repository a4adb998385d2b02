import { locate, type Place } from './locate.js';

/**
 * Reads a JSON object that is written with each field on a line and each item of its arrays on a line, so that it is
 * never one text however large it is:
 *
 *     {"name":"x",
 *     "items":[
 *     {"a":1},
 *     {"a":2}
 *     ]}
 */
export class LineObject {
  readonly value: Record<string, unknown> = {};
  readonly #parse: (text: string) => unknown;
  /** Line of each field's name. */
  readonly #lines = new Map<string, number>();
  #line = 0;
  /** The array whose items are read. */
  #items: unknown[] | undefined;
  /** Whether the last line ended with a comma, so that another field or item must follow. */
  #owesMore = true;
  #ended = false;

  /** @param parse parses one value; throws if the text is not JSON */
  constructor(parse: (text: string) => unknown = JSON.parse) {
    this.#parse = parse;
  }

  /** Number of the last line read. */
  get line(): number {
    return this.#line;
  }

  /** Whether the object is complete. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Reads the next line.
   *
   * @param line without its line feed
   * @returns false if the line does not continue an object in this layout; no more lines may be read after that
   */
  take(line: string): boolean {
    this.#line++;
    if (this.#ended) return line === '';
    try {
      return this.#items === undefined ? this.#takeField(line) : this.#takeItem(line, this.#items);
    } catch {
      return false;
    }
  }

  /**
   * Where the value at a path begins. The column is exact if the line was written by `JSON.stringify`.
   *
   * @param path names and indexes, outermost first
   */
  place(path: readonly PropertyKey[]): Place {
    const [name, index, ...rest] = path;
    const line = typeof name === 'string' ? this.#lines.get(name) : undefined;
    if (typeof name !== 'string' || line === undefined) return { line: 1, column: 1 };
    const field = this.value[name];
    if (Array.isArray(field) && typeof index === 'number' && index < field.length) {
      return { line: line + 1 + index, column: locate(JSON.stringify(field[index]), rest).column };
    }
    const inner = Array.isArray(field) ? 1 : locate(JSON.stringify(field), path.slice(1)).column;
    return { line, column: (line === 1 ? 1 : 0) + JSON.stringify(name).length + 1 + inner };
  }

  #takeField(line: string): boolean {
    const first = this.#line === 1;
    if (first && !line.startsWith('{')) return false;
    const open = line.endsWith(':[');
    const more = line.endsWith(',');
    // Make an object of this one field. If the line ends the whole object, it also ends this one.
    const inner = `${first ? '' : '{'}${open ? `${line}]}` : more ? `${line.slice(0, -1)}}` : line}`;
    const fields = Object.entries(this.#parse(inner) as Record<string, unknown>);
    const [[name, value] = ['', undefined]] = fields;
    if (fields.length !== 1 || name === '__proto__' || this.#lines.has(name)) return false;
    this.#lines.set(name, this.#line);
    this.value[name] = value;
    if (open) {
      this.#items = value as unknown[];
      this.#owesMore = false;
    } else if (!more) this.#ended = true;
    return true;
  }

  #takeItem(line: string, items: unknown[]): boolean {
    if (line === '],' || line === ']}') {
      // The previous line ended with a comma, so an item is missing.
      if (this.#owesMore && items.length > 0) return false;
      this.#items = undefined;
      this.#ended = line === ']}';
      return true;
    }
    if (items.length > 0 && !this.#owesMore) return false;
    this.#owesMore = line.endsWith(',');
    items.push(this.#parse(this.#owesMore ? line.slice(0, -1) : line));
    return true;
  }
}
