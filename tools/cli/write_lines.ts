import type { Invocation } from './command.js';

/** Lines are handed on when they have this many characters together. */
const CHUNK_LENGTH = 64 * 1024;

/** Prints lines as they come. Stops when nobody reads on, and when the user stops it. @returns how many it took */
export async function writeLines(
  { out, cancellation }: Pick<Invocation, 'out' | 'cancellation'>,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
  let count = 0;
  let text = '';
  for await (const line of lines) {
    count++;
    text += `${line}\n`;
    if (text.length < CHUNK_LENGTH) continue;
    await out.write(text);
    text = '';
    if (out.closed || cancellation.signal.aborted) break;
  }
  await out.write(text);
  return count;
}

/** Prints a text piece by piece. Stops when nobody reads on, and when the user stops it. */
export async function writeChunks(
  { out, cancellation }: Pick<Invocation, 'out' | 'cancellation'>,
  chunks: Iterable<string>,
): Promise<void> {
  for (const chunk of chunks) {
    await out.write(chunk);
    if (out.closed || cancellation.signal.aborted) return;
  }
}

/** Values as lines, each made when it is its turn. @param indent for people; a value then takes several lines */
export function* jsonLines(values: Iterable<unknown>, indent?: number): Generator<string> {
  for (const value of values) yield JSON.stringify(value, null, indent);
}
