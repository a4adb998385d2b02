import { LineBlocks } from '../../base/json/index.js';
import { isObject, isValidity, type Validity } from '../../base/model/index.js';
import { PlanLines, type TextPlace } from './plan_lines.js';

/** Version of the format of an index. */
const FORMAT_VERSION = 1;

/** The first line of an index. */
export interface PlanIndexHeader {
  readonly formatVersion: typeof FORMAT_VERSION;
  /** Id of the plan. */
  readonly plan: string;
  /** Label of its graph. */
  readonly graph: string;
  readonly validity?: Validity;
  /** Size of the text of the plan. */
  readonly bytes: number;
  readonly tasks: number;
  /** Where the definitions of the jobs are in that text. */
  readonly jobs: TextPlace;
}

/** The name of the index of a plan. */
export function planIndexPath(plan: string): string {
  return `${plan}.index`;
}

const ID = 16;
const OFFSET = 15;
const LENGTH = 10;

/** Bytes of a line of an index: id, offset and length, in columns of a fixed width. */
export const INDEX_LINE = ID + 1 + OFFSET + 1 + LENGTH + 1;

/**
 * Makes the index of a plan while its text is written: where each task is, so that a program finds a few tasks of a large
 * plan without reading all of it. The text must have the layout of `writePlan`.
 */
export class PlanIndexer {
  readonly #blocks = new LineBlocks();
  readonly #places: { readonly id: string; readonly place: TextPlace }[] = [];
  readonly #fields = new Map<string, unknown>();
  #jobs: TextPlace = { offset: 0, length: 0 };
  readonly #lines = new PlanLines({
    onField: (name, place, value) => {
      if (name === 'jobs') this.#jobs = place;
      else if (HEAD.has(name)) this.#fields.set(name, JSON.parse(value()));
    },
    onTask: (id, place) => {
      this.#places.push({ id, place });
    },
  });

  /** @param chunk the next bytes of the text */
  take(chunk: Buffer): void {
    const block = this.#blocks.take(chunk);
    if (block !== undefined) this.#takeBlock(block);
  }

  /** @returns the text of the index, in parts */
  *end(): Generator<string, void, undefined> {
    this.#takeBlock(this.#blocks.end());
    if (!this.#lines.ended) throw new Error('the text of the plan is not complete');
    const header = {
      formatVersion: FORMAT_VERSION,
      plan: this.#fields.get('id'),
      graph: this.#fields.get('graph'),
      validity: this.#fields.get('validity'),
      bytes: this.#lines.bytes,
      tasks: this.#places.length,
      jobs: this.#jobs,
    };
    yield `${JSON.stringify(header)}\n`;
    this.#places.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (let from = 0; from < this.#places.length; from += LINES_AT_ONCE) {
      yield this.#places
        .slice(from, from + LINES_AT_ONCE)
        .map(({ id, place: { offset, length } }) => `${id} ${padded(offset, OFFSET)} ${padded(length, LENGTH)}\n`)
        .join('');
    }
  }

  #takeBlock(block: Buffer): void {
    const problem = this.#lines.take(block);
    if (problem !== undefined) throw new Error(`line ${String(problem.line)} is not in the layout of a plan`);
  }
}

/** The fields that the header repeats. */
const HEAD: ReadonlySet<string> = new Set(['id', 'graph', 'validity']);

const LINES_AT_ONCE = 1000;

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0');
}

/** @returns the header; nothing if the line is none of this version */
export function readIndexHeader(line: string): PlanIndexHeader | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value['formatVersion'] !== FORMAT_VERSION) return undefined;
  const { plan, graph, validity, bytes, tasks, jobs } = value;
  const isWhole =
    typeof plan === 'string' &&
    typeof graph === 'string' &&
    (validity === undefined || isValidity(validity)) &&
    typeof bytes === 'number' &&
    typeof tasks === 'number' &&
    isObject(jobs) &&
    typeof jobs['offset'] === 'number' &&
    typeof jobs['length'] === 'number';
  return isWhole ? (value as unknown as PlanIndexHeader) : undefined;
}

/** Finds a task in the lines of an index. @param lineAt reads a line by its number, from 0 */
export function findInIndex(id: string, tasks: number, lineAt: (number: number) => string): TextPlace | undefined {
  let from = 0;
  let to = tasks;
  while (from < to) {
    const middle = (from + to) >> 1;
    const line = lineAt(middle);
    const found = line.slice(0, ID);
    if (found === id) {
      const offset = Number(line.slice(ID + 1, ID + 1 + OFFSET));
      return { offset, length: Number(line.slice(ID + OFFSET + 2, ID + OFFSET + 2 + LENGTH)) };
    }
    if (found < id) from = middle + 1;
    else to = middle;
  }
  return undefined;
}
