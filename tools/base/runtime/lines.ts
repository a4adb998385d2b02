import { TextDecoder } from 'node:util';
import { inputBytes, inputName, ReadError, type InputPlace } from './input_bytes.js';

/** Longer lines are rejected. This is half of the longest JavaScript string. */
const MAX_LINE_LENGTH = 256 * 1024 * 1024;

/**
 * The lines of an input of any size, without their line feeds. It must be UTF-8. The lines end early if the signal is
 * aborted.
 *
 * @throws ReadError
 */
export async function* inputLines(place: InputPlace, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const source = inputName(place);
  /** The pieces of a line that is not complete yet. */
  let begun: string[] = [];
  let length = 0;
  try {
    for await (const chunk of inputBytes(place, signal)) {
      const [first = '', ...others] = decode(decoder, chunk, source).split('\n');
      begun.push(first);
      length += first.length;
      if (length > MAX_LINE_LENGTH) {
        throw new ReadError({ reason: 'input-unreadable', source, code: 'line-too-long' }, undefined);
      }
      for (const text of others) {
        yield begun.join('');
        begun = [text];
        length = text.length;
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  const last = begun.join('') + decode(decoder, undefined, source);
  if (last !== '') yield last;
}

/** @param chunk undefined for the end of the text */
function decode(decoder: TextDecoder, chunk: Buffer | undefined, source: string): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (error) {
    throw new ReadError({ reason: 'input-unreadable', source, code: 'not-utf-8' }, error);
  }
}

const LINE_FEED = 0x0a;

/** The lines of a text in memory, without their line feeds, and whether each has one. They share the memory of the text. */
export function* linesIn(bytes: Buffer): Generator<readonly [line: Buffer, ended: boolean]> {
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    yield [bytes.subarray(start, end), feed >= 0];
    start = end + 1;
  }
}
