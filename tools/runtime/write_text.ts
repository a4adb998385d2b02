import { writeFile } from 'node:fs/promises';
import { err, ok, type Result } from '../model/index.js';
import { errorCode } from './errors.js';

export interface WriteFailure {
  readonly reason: 'output-unwritable';
  readonly path: string;
  /** `ENOENT` … */
  readonly code: string;
}

/** Makes a file of a text, or gives one that is there this content. */
export async function writeText(path: string, text: string): Promise<Result<void, WriteFailure>> {
  try {
    await writeFile(path, text);
    return ok(undefined);
  } catch (error) {
    return err({ reason: 'output-unwritable', path, code: errorCode(error) });
  }
}
