import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../base/model/index.js';

/** Where an attempt is at a scheduler that takes arrays. */
export interface Submission {
  /** What its array is called: with Slurm, the comment of a job array. */
  readonly comment: string;
  /** Place of its element in the array. */
  readonly index: number;
}

/** The ids of the attempts of each element of an array. */
type Elements = readonly (readonly string[])[];

const SUFFIX = '.jsonl';

/** How many files are read at the same time. */
const AT_ONCE = 50;

/** What was submitted, kept in a file for each batch, so that a restarted driver finds its attempts again. */
export class Journal {
  readonly #dir: string;
  readonly #earlier: string;
  readonly #batches: string;
  readonly #submissions = new Map<string, Submission>();
  readonly #arrays = new Map<string, Elements>();
  #read = false;

  /**
   * @param dir the folder of the engine; the journal is in it, and the folders of batches are
   * @param earlier the name of the one file of all batches in which versions before this one kept them
   */
  constructor(dir: string, earlier: string) {
    this.#dir = join(dir, 'journal');
    this.#batches = join(dir, 'batches');
    this.#earlier = join(dir, earlier);
  }

  /** Reads what earlier processes have submitted. A last line that is cut off does not count. */
  async open(): Promise<void> {
    if (this.#read) return;
    this.#read = true;
    await mkdir(this.#dir, { recursive: true });
    await this.#divideEarlier();
    const names = (await readdir(this.#dir)).filter((name) => name.endsWith(SUFFIX));
    const paths = names.map((name) => join(this.#dir, name));
    for (let from = 0; from < paths.length; from += AT_ONCE) {
      const texts = await Promise.all(
        paths.slice(from, from + AT_ONCE).map((path) => readFile(path, 'utf8').catch(() => '')),
      );
      for (const line of texts.join('\n').split('\n')) {
        const read = readLine(line);
        if (read !== undefined) this.#add(read.comment, read.elements);
      }
    }
  }

  /** Gives each batch in the file of earlier versions a file of its own, which goes when the batch goes, and removes that file. */
  async #divideEarlier(): Promise<void> {
    const text = await readFile(this.#earlier, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    for (const line of text.split('\n')) {
      const batch = batchOf(readLine(line)?.comment ?? '');
      // Nobody waits for a batch that has no folder any more.
      const isKept = batch !== undefined && existsSync(join(this.#batches, batch));
      // If this is interrupted, a line is there twice, which means the same.
      if (isKept) await appendFile(this.#pathOf(batch), `${line}\n`);
    }
    await rm(this.#earlier, { force: true });
  }

  /** Notes the attempts of a batch before they are submitted. */
  async note(batch: string, comment: string, elements: Elements): Promise<void> {
    await appendFile(this.#pathOf(batch), `${JSON.stringify({ comment, elements })}\n`);
    this.#add(comment, elements);
  }

  /** Removes the files of batches. What this process has read of them, it still knows. */
  async forget(batches: readonly string[]): Promise<void> {
    for (const batch of batches) await rm(this.#pathOf(batch), { force: true });
  }

  find(attempt: string): Submission | undefined {
    return this.#submissions.get(attempt);
  }

  /** Whether an array of this name was noted. */
  has(comment: string): boolean {
    return this.#arrays.has(comment);
  }

  /** The ids of the attempts of each element of an array; nothing if it was not noted. */
  elementsOf(comment: string): Elements | undefined {
    return this.#arrays.get(comment);
  }

  #pathOf(batch: string): string {
    return join(this.#dir, batch + SUFFIX);
  }

  #add(comment: string, elements: Elements): void {
    this.#arrays.set(comment, elements);
    for (const [index, ids] of elements.entries()) for (const id of ids) this.#submissions.set(id, { comment, index });
  }
}

/** The id of the batch that is part of the name of an array. */
function batchOf(comment: string): string | undefined {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(comment)?.[0];
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
