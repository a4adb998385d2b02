import { constants, isUtf8 } from 'node:buffer';
import { LineBlocks, LineObject, locate, parseJsonText, shorten, type Place } from '../json/index.js';
import { err, ok, type Result } from '../model/index.js';
import type { PlanFileFailure } from './failure.js';
import { WrittenId } from './id.js';

/** The bytes of a file or of standard input, as they come. A chunk has to keep its bytes only until the next one. */
export type PlanBytes = AsyncIterable<Buffer> | Iterable<Buffer>;

/** Parsed JSON of a plan or job graph, and how its text is found again. */
export interface PlanDocument {
  readonly value: unknown;
  /** Content hash as `planId` gives it; left out where the text is laid out otherwise than `writePlan` does it. */
  readonly contentId?: string;
  readonly place: (path: readonly PropertyKey[]) => Place;
  /** Parses the whole text once more, so that all that is wrong with it is explained; left out where it is too large. */
  readonly again?: () => Result<PlanDocument, PlanFileFailure>;
}

/**
 * Reads a plan or job graph of any size that is laid out as `writePlan` does it, line by line. What is laid out otherwise
 * is read as one text, which has a limit.
 *
 * @param maxLength of such a text, in characters
 * @throws what `bytes` throws
 */
export async function readDocument(
  bytes: PlanBytes,
  maxLength: number = constants.MAX_STRING_LENGTH,
): Promise<Result<PlanDocument, PlanFileFailure>> {
  const blocks = new LineBlocks();
  const object = new LineObject();
  const id = new WrittenId();
  /** The text so far, as long as it may be read as one. */
  let kept: string[] = [];
  let length = 0;
  let fits = true;
  const tooLarge = (): Result<never, PlanFileFailure> =>
    err({ reason: 'plan-too-large', line: fits ? object.line + 1 : object.line, maxLength });
  /** @returns what is wrong with the bytes */
  const take = (block: Buffer): PlanFileFailure | undefined => {
    if (!isUtf8(block)) {
      const excerpt = shorten(block.toString('utf8', 0, 256), 80);
      return { reason: 'plan-not-json', problem: { kind: 'not-utf8', excerpt } };
    }
    const text = block.toString();
    length += text.length;
    if (length <= maxLength) kept.push(text);
    else kept = [];
    if (!fits) return undefined;
    id.take(block);
    fits = text
      .split('\n', -1)
      .every((line, index, lines) => (index === lines.length - 1 && line === '') || object.take(line));
    return undefined;
  };

  for await (const chunk of bytes) {
    const block = blocks.take(chunk);
    const problem = block === undefined ? undefined : take(block);
    if (problem !== undefined) return err(problem);
    if (length + blocks.begun > maxLength && (!fits || length === 0)) return tooLarge();
  }
  const problem = take(blocks.end());
  if (problem !== undefined) return err(problem);
  const again = length > maxLength ? undefined : () => readWhole(kept.join(''));
  const contentId = id.digest();
  const isAsWritten = fits && object.ended && contentId === object.value['id'];
  if (again !== undefined && !isAsWritten) return again();
  if (!fits || !object.ended) return tooLarge();
  return ok({
    value: object.value,
    ...(contentId !== undefined && { contentId }),
    place: (path) => object.place(path),
    ...(again !== undefined && { again }),
  });
}

function readWhole(text: string): Result<PlanDocument, PlanFileFailure> {
  const parsed = parseJsonText(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  if (!parsed.ok) return err({ reason: 'plan-not-json', problem: parsed.error });
  return ok({ value: parsed.value, place: (path) => locate(text, path) });
}

const BYTE_ORDER_MARK = '\ufeff';
