/** Part of the text of a plan, in bytes from its beginning. */
export interface TextPlace {
  readonly offset: number;
  readonly length: number;
}

/** Who gets the lines of a plan. */
export interface PlanLinesTaker {
  /** A field in one line. `place`: that of its value. */
  readonly onField?: (name: string, place: TextPlace, value: () => string) => void;
  /** A task. `place`: that of its JSON object. */
  readonly onTask: (id: string, place: TextPlace, text: () => string) => void;
  /** An item of another array, such as `outputs`. */
  readonly onItem?: (array: string, text: () => string) => void;
}

const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const QUOTE = 0x22;
const BRACE = 0x7b;
const END = 0x7d;

/** How a line begins that holds a field, or a task. */
const FIELD = /^\{?"([A-Za-z]+)":/;
const TASK = '{"id":"';
const ID_LENGTH = 16;

/** Larger than the beginning of any line of a field, up to its value. */
const NAME_BYTES = 64;

/**
 * Finds fields and tasks in the text of a plan, without parsing it. The text must have the layout of `writePlan`, in which
 * each field and each item of an array has a line of its own.
 */
export class PlanLines {
  readonly #taker: PlanLinesTaker;
  /** Bytes before the next line. */
  #offset = 0;
  #line = 0;
  /** The field whose array is being read. */
  #array: string | undefined;
  #ended = false;

  constructor(taker: PlanLinesTaker) {
    this.#taker = taker;
  }

  /** How many bytes were read. */
  get bytes(): number {
    return this.#offset;
  }

  /** Whether the text is complete. */
  get ended(): boolean {
    return this.#ended;
  }

  /** @param block whole lines, in order */
  take(block: Buffer): PlanLayoutProblem | undefined {
    for (let start = 0; start < block.length;) {
      const end = block.indexOf(LINE_FEED, start);
      const next = end < 0 ? block.length : end + 1;
      this.#line++;
      if (!this.#takeLine(block, start, end < 0 ? next : end)) return { line: this.#line };
      this.#offset += next - start;
      start = next;
    }
    return undefined;
  }

  #takeLine(block: Buffer, start: number, end: number): boolean {
    if (this.#array !== undefined && block[start] !== CLOSE) return this.#takeItem(block, start, end);
    if (this.#array !== undefined) {
      this.#array = undefined;
      this.#ended = block[end - 1] === END;
      return true;
    }
    const isFirst = this.#line === 1;
    if (block[start] !== (isFirst ? BRACE : QUOTE)) return !isFirst && start === end;
    const match = FIELD.exec(block.toString('latin1', start, Math.min(end, start + NAME_BYTES)));
    const [begin = '', name] = match ?? [];
    if (name === undefined) return false;
    const from = start + begin.length;
    if (block[from] === OPEN && end === from + 1) {
      this.#array = name;
      return true;
    }
    // After the last field comes the end of the object.
    const to = end - 1;
    this.#ended = block[to] === END;
    if (!this.#ended && block[to] !== COMMA) return false;
    const place = { offset: this.#offset + begin.length, length: to - from };
    this.#taker.onField?.(name, place, () => block.toString('utf8', from, to));
    return true;
  }

  #takeItem(block: Buffer, start: number, end: number): boolean {
    const length = end - start - (block[end - 1] === COMMA ? 1 : 0);
    const text = (): string => block.toString('utf8', start, start + length);
    if (this.#array !== 'tasks') {
      if (length > 0) this.#taker.onItem?.(this.#array ?? '', text);
      return true;
    }
    const from = start + TASK.length;
    if (block.toString('latin1', start, from) !== TASK) return false;
    const id = block.toString('latin1', from, from + ID_LENGTH);
    this.#taker.onTask(id, { offset: this.#offset, length }, text);
    return true;
  }
}

/** The first line that the layout of `writePlan` does not have, from 1. */
export interface PlanLayoutProblem {
  readonly line: number;
}
