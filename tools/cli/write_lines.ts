import type { WorkMeter } from '../report/index.js';
import type { Invocation } from './command.js';

/** Lines are written when they have this many characters together. */
const CHUNK_LENGTH = 64 * 1024;

/**
 * Prints lines as they arrive. Stops when the reader has gone, and when the user cancels.
 *
 * @param meter counts the lines; it is removed from the terminal before anything is printed there, and at the end
 * @returns how many lines it consumed
 */
export async function writeLines(
  { out, cancellation }: Pick<Invocation, 'out' | 'cancellation'>,
  lines: AsyncIterable<string> | Iterable<string>,
  meter?: Pick<WorkMeter, 'add' | 'end'>,
): Promise<number> {
  let count = 0;
  let told = 0;
  let text = '';
  for await (const line of lines) {
    count++;
    text += `${line}\n`;
    if (text.length < CHUNK_LENGTH) continue;
    meter?.end();
    await out.write(text);
    text = '';
    meter?.add(count - told);
    told = count;
    if (out.closed || cancellation.signal.aborted) break;
  }
  meter?.end();
  await out.write(text);
  return count;
}

/** Prints a text piece by piece. Stops when the reader has gone, and when the user cancels. */
export async function writeChunks(
  { out, cancellation }: Pick<Invocation, 'out' | 'cancellation'>,
  chunks: Iterable<string>,
): Promise<void> {
  for (const chunk of chunks) {
    await out.write(chunk);
    if (out.closed || cancellation.signal.aborted) return;
  }
}

/** Prints a value as JSON on one line, in pieces, so that a large one never becomes one string. */
export async function writeJson(invocation: Pick<Invocation, 'out' | 'cancellation'>, value: object): Promise<void> {
  await writeChunks(invocation, jsonChunks(value));
}

function* jsonChunks(value: object): Generator<string> {
  let text = '';
  for (const part of jsonParts(value, SPLIT_DEPTH)) {
    text += part;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield `${text}\n`;
}

/** Deeper values are small. */
const SPLIT_DEPTH = 4;

function* jsonParts(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null || 'toJSON' in value) {
    // Undefined and functions have no JSON, which the type of `stringify` hides.
    const json = JSON.stringify(value) as unknown;
    yield typeof json === 'string' ? json : 'null';
    return;
  }
  const isArray = Array.isArray(value);
  let separator = isArray ? '[' : '{';
  if (isArray) {
    for (const item of value as unknown[]) {
      yield separator;
      yield* jsonParts(item, depth - 1);
      separator = ',';
    }
  } else {
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      yield `${separator}${JSON.stringify(name)}:`;
      yield* jsonParts(field, depth - 1);
      separator = ',';
    }
  }
  yield separator === ',' ? (isArray ? ']' : '}') : isArray ? '[]' : '{}';
}

/** Values as lines, each made when it is needed. @param indent for people; a value then takes several lines */
export function* jsonLines(values: Iterable<unknown>, indent?: number): Generator<string> {
  for (const value of values) yield JSON.stringify(value, null, indent);
}
