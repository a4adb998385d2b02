import { constants, isUtf8 } from 'node:buffer';
import { LineBlocks, LineObject, locate, parseJsonText, shorten, type Place } from '../../base/json/index.js';
import { err, ok, type Result } from '../../base/model/index.js';
import type { PlanFileFailure } from './failure.js';
import { WrittenId } from './id.js';

/** The bytes of a file or of standard input. A chunk may be reused once the next one is requested. */
export type PlanBytes = AsyncIterable<Buffer> | Iterable<Buffer>;

/** The parsed JSON of a plan or job graph, and where its values are in the text. */
export interface PlanDocument {
  readonly value: unknown;
  /** The content hash, as `planId` computes it; left out if the text does not have the layout of `writePlan`. */
  readonly contentId?: string;
  readonly place: (path: readonly PropertyKey[]) => Place;
  /** Parses the whole text again, to explain problems fully; left out if the text is too large. */
  readonly again?: () => Result<PlanDocument, PlanFileFailure>;
}

/**
 * Reads a plan or job graph line by line, of any size, if it has the layout of `writePlan`. Any other layout is read
 * as one text, which has a maximum size.
 *
 * @param maxLength of such a text, in characters
 * @throws what `bytes` throws
 */
export async function readDocument(
  bytes: PlanBytes,
  maxLength: number = constants.MAX_STRING_LENGTH,
): Promise<Result<PlanDocument, PlanFileFailure>> {
  const reading = new Reading(maxLength);
  for await (const chunk of bytes) {
    const failure = reading.take(chunk);
    if (failure !== undefined) return err(failure);
  }
  return reading.end();
}

/** A document that is being read. */
class Reading {
  readonly #maxLength: number;
  readonly #blocks = new LineBlocks();
  readonly #object = new LineObject();
  readonly #id = new WrittenId();
  /** The text so far, unless it exceeds the limit. */
  #kept: string[] = [];
  #length = 0;
  /** Whether the text so far has the layout of `writePlan`. */
  #fits = true;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** @returns a failure if reading must stop */
  take(chunk: Buffer): PlanFileFailure | undefined {
    const block = this.#blocks.take(chunk);
    const failure = block === undefined ? undefined : this.#takeLines(block);
    if (failure !== undefined) return failure;
    const isOneLine = this.#length === 0;
    const isTooLong = this.#length + this.#blocks.begun > this.#maxLength;
    return isTooLong && (isOneLine || !this.#fits) ? this.#tooLarge() : undefined;
  }

  end(): Result<PlanDocument, PlanFileFailure> {
    const failure = this.#takeLines(this.#blocks.end());
    if (failure !== undefined) return err(failure);
    const object = this.#object;
    const contentId = this.#id.digest();
    const isWhole = this.#fits && object.ended;
    const again = (): Result<PlanDocument, PlanFileFailure> => readWhole(this.#kept.join(''));
    const isText = this.#length <= this.#maxLength;
    if (isText && !(isWhole && contentId === object.value['id'])) return again();
    if (!isWhole) return err(this.#tooLarge());
    return ok({
      value: object.value,
      ...(contentId !== undefined && { contentId }),
      place: (path) => object.place(path),
      ...(isText && { again }),
    });
  }

  /** @returns a failure if the bytes are invalid */
  #takeLines(block: Buffer): PlanFileFailure | undefined {
    if (!isUtf8(block)) {
      const excerpt = shorten(block.toString('utf8', 0, 256), 80);
      return { reason: 'plan-not-json', problem: { kind: 'not-utf8', excerpt } };
    }
    const text = block.toString();
    this.#length += text.length;
    if (this.#length <= this.#maxLength) this.#kept.push(text);
    else this.#kept = [];
    if (!this.#fits) return undefined;
    this.#id.take(block);
    const lines = text.split('\n');
    // The text after the last line feed.
    if (lines.at(-1) === '') lines.pop();
    this.#fits = lines.every((line) => this.#object.take(line));
    return undefined;
  }

  #tooLarge(): PlanFileFailure {
    const { line } = this.#object;
    return { reason: 'plan-too-large', line: this.#fits ? line + 1 : line, maxLength: this.#maxLength };
  }
}

function readWhole(text: string): Result<PlanDocument, PlanFileFailure> {
  const parsed = parseJsonText(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  if (!parsed.ok) return err({ reason: 'plan-not-json', problem: parsed.error });
  return ok({ value: parsed.value, place: (path) => locate(text, path) });
}

const BYTE_ORDER_MARK = '\ufeff';
