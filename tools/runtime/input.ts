import { readFile } from 'node:fs/promises';
import { err, ok, type Result } from '../model/index.js';
import { errorCode } from './errors.js';

export interface ReadFailure {
  readonly reason: 'input-unreadable';
  /** Path, or `standard input`. */
  readonly source: string;
  /** `ENOENT` …, or `not-utf-8`. */
  readonly code: string;
}

export const STDIN_NAME = 'standard input';

/** All of standard input, which must be UTF-8. */
export async function readStdin(): Promise<Result<string, ReadFailure>> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch (error) {
    return err({ reason: 'input-unreadable', source: STDIN_NAME, code: errorCode(error) });
  }
  return decode(Buffer.concat(chunks), STDIN_NAME);
}

/** All of a file, which must be UTF-8. */
export async function readText(path: string): Promise<Result<string, ReadFailure>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return err({ reason: 'input-unreadable', source: path, code: errorCode(error) });
  }
  return decode(bytes, path);
}

function decode(bytes: Buffer, source: string): Result<string, ReadFailure> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return err({ reason: 'input-unreadable', source, code: 'not-utf-8' });
  }
}
