import { TextDecoder } from 'node:util';
import { inputBytes, inputName, ReadError, type InputPlace } from './input_bytes.js';

/** Longer lines are refused: half of what one text of JavaScript can hold. */
const MAX_LINE_LENGTH = 256 * 1024 * 1024;

/**
 * Lines of an input of any size, which must be UTF-8, without their line feeds. They end early when the signal says so.
 *
 * @throws ReadError
 */
export async function* inputLines(place: InputPlace, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const source = inputName(place);
  /** The beginnings of a line whose end has not come. */
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
