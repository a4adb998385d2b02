import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode, FILE_MODE, unusableDirectory } from '../../base/runtime/index.js';
import type { TaskProblem } from '../index.js';

/** A file that only the account of the build can read. */
const OWN_FILE_MODE = 0o600;

/** Writes the outputs of a task for its program. @returns the path */
export function writeOutputsFile(path: string, json: string): Promise<Result<string, TaskProblem>> {
  return write(path, json, FILE_MODE, 'outputs-file-not-written');
}

/** Writes the tasks of a batch for its program. Nobody else can read them. @returns the path */
export function writeBatchFile(path: string, lines: string): Promise<Result<string, TaskProblem>> {
  return write(path, lines, OWN_FILE_MODE, 'batch-file-not-written');
}

async function write(
  path: string,
  text: string,
  mode: number,
  reason: 'batch-file-not-written' | 'outputs-file-not-written',
): Promise<Result<string, TaskProblem>> {
  try {
    await writeFile(path, text, { mode });
    return ok(path);
  } catch (error) {
    return err(unusableDirectory(dirname(path), 'build') ?? { reason, path, code: errorCode(error) });
  }
}
