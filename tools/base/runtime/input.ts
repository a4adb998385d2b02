import { constants } from 'node:buffer';
import { err, ok, type Result } from '../model/index.js';
import { errorCode } from './errors.js';
import { inputBytes, inputName, ReadError, type InputPlace, type ReadFailure } from './input_bytes.js';
import { readRegularFile, readRegularFileNow } from './open_file.js';

/** The length of the longest string in Node. A string never has more UTF-16 code units than bytes of UTF-8. */
const MAX_TEXT_BYTES = constants.MAX_STRING_LENGTH;

/**
 * Reads a whole input that the user named. It must be UTF-8 and have at most 512 MiB.
 *
 * @param signal stops the read, which is a failure then
 */
export async function readInput(place: InputPlace, signal: AbortSignal): Promise<Result<string, ReadFailure>> {
  const text = await readInputBytes(place, signal, async (input): Promise<Result<string, ReadFailure>> => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of input) {
      bytes += chunk.length;
      if (bytes > MAX_TEXT_BYTES) return unreadable(inputName(place), 'too-large');
      chunks.push(chunk);
    }
    return decode(Buffer.concat(chunks), inputName(place));
  });
  return text.ok ? text.value : text;
}

/**
 * The same for an input of any size, which `read` gets piece by piece.
 *
 * @returns the result of `read`, or why the input cannot be read
 */
export async function readInputBytes<T>(
  place: InputPlace,
  signal: AbortSignal,
  read: (bytes: AsyncIterable<Buffer>) => Promise<T>,
): Promise<Result<T, ReadFailure>> {
  try {
    return ok(await read(inputBytes(place, signal)));
  } catch (error) {
    if (error instanceof ReadError) return err(error.failure);
    throw error;
  }
}

/** Reads a whole regular file that belongs to a program or to the state of a build. It must be UTF-8. */
export async function readText(path: string): Promise<Result<string, ReadFailure>> {
  let bytes: Buffer;
  try {
    bytes = await readRegularFile(path, MAX_TEXT_BYTES);
  } catch (error) {
    return unreadable(path, errorCode(error));
  }
  return decode(bytes, path);
}

/** The same at once, for small files of a program that has nothing else to do. */
export function readTextNow(path: string): Result<string, ReadFailure> {
  try {
    return decode(readRegularFileNow(path, MAX_TEXT_BYTES), path);
  } catch (error) {
    return unreadable(path, errorCode(error));
  }
}

function decode(bytes: Buffer, source: string): Result<string, ReadFailure> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return unreadable(source, 'not-utf-8');
  }
}

function unreadable(source: string, code: string): Result<never, ReadFailure> {
  return err({ reason: 'input-unreadable', source, code });
}
