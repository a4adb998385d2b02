import { constants } from 'node:fs';
import { err, ok, type Result } from '../model/index.js';
import { errorCode } from './errors.js';
import { openRegularFile } from './open_file.js';

const { O_CREAT, O_TRUNC, O_WRONLY } = constants;

export interface WriteFailure {
  readonly reason: 'output-unwritable';
  readonly path: string;
  /** `ENOENT` … */
  readonly code: string;
}

/** Writes a text to a file. The file is created, or its content replaced. */
export async function writeText(path: string, text: string): Promise<Result<void, WriteFailure>> {
  try {
    await using file = await openRegularFile(path, O_WRONLY | O_CREAT | O_TRUNC);
    await file.writeFile(text);
    return ok(undefined);
  } catch (error) {
    return err({ reason: 'output-unwritable', path, code: errorCode(error) });
  }
}
