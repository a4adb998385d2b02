import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isObject } from '../base/model/index.js';

/** Where an attempt is at a scheduler that takes arrays. */
export interface Submission {
  /** What its array is called: with Slurm, the comment of a job array. */
  readonly comment: string;
  /** Place of its element in the array. */
  readonly index: number;
}

/** What was submitted, kept in a file, so that a restarted driver finds its attempts again. */
export class Journal {
  readonly #path: string;
  readonly #submissions = new Map<string, Submission>();
  readonly #arrays = new Map<string, readonly (readonly string[])[]>();
  #read = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads what earlier processes have submitted. A last line that is cut off does not count. */
  async open(): Promise<void> {
    if (this.#read) return;
    this.#read = true;
    await mkdir(dirname(this.#path), { recursive: true });
    const text = await readFile(this.#path, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const read = readLine(line);
      if (read !== undefined) this.#add(read.comment, read.elements);
    }
  }

  /** Notes attempts before they are submitted. @param elements ids of the attempts of each element of the array */
  async note(comment: string, elements: readonly (readonly string[])[]): Promise<void> {
    await appendFile(this.#path, `${JSON.stringify({ comment, elements })}\n`);
    this.#add(comment, elements);
  }

  find(attempt: string): Submission | undefined {
    return this.#submissions.get(attempt);
  }

  /** Whether an array of this name was noted. */
  has(comment: string): boolean {
    return this.#arrays.has(comment);
  }

  /** The ids of the attempts of each element of an array; nothing if it was not noted. */
  elementsOf(comment: string): readonly (readonly string[])[] | undefined {
    return this.#arrays.get(comment);
  }

  #add(comment: string, elements: readonly (readonly string[])[]): void {
    this.#arrays.set(comment, elements);
    for (const [index, ids] of elements.entries()) for (const id of ids) this.#submissions.set(id, { comment, index });
  }
}

function readLine(line: string): { readonly comment: string; readonly elements: string[][] } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value) || typeof value['comment'] !== 'string' || !Array.isArray(value['elements'])) return undefined;
    return { comment: value['comment'], elements: value['elements'] as string[][] };
  } catch {
    return undefined;
  }
}
