import { join } from 'node:path';
import { ok, type Result } from '../../base/model/index.js';
import {
  DIRECTORY_MODE,
  prepareDirectory,
  readTail,
  SHARED_BY_GROUP_MODE,
  type DirectoryFailure,
} from '../../base/runtime/index.js';
import type { TaskFiles, TaskProblem } from '../index.js';
import type { AttemptFiles } from './attempt_files.js';
import { writeBatchFile, writeOutputsFile } from './write_for_program.js';

/**
 * The files of one build in a state directory, in `builds/<build id>`. Names of attempts after the first contain their
 * number: `logs/<task id>.2.log`.
 */
export class LocalFiles implements AttemptFiles, TaskFiles {
  readonly buildId: string;
  readonly logDir: string;
  readonly #metadataDir: string;
  readonly #outputsDir: string;

  constructor(stateDir: string, buildId: string) {
    const dir = join(stateDir, 'builds', buildId);
    this.buildId = buildId;
    this.logDir = join(dir, 'logs');
    this.#metadataDir = join(dir, 'metadata');
    this.#outputsDir = join(dir, 'outputs');
  }

  readonly prepare = (): Result<undefined, DirectoryFailure> => {
    for (const [dir, mode] of [
      [this.logDir, DIRECTORY_MODE],
      [this.#metadataDir, SHARED_BY_GROUP_MODE],
      [this.#outputsDir, DIRECTORY_MODE],
    ] as const) {
      const prepared = prepareDirectory(dir, 'build', mode);
      if (!prepared.ok) return prepared;
    }
    return ok(undefined);
  };

  readonly logOf = (taskId: string, attempt: number): string => `${this.logDir}/${fileName(taskId, attempt)}.log`;

  readonly tailOf = (log: string, maxBytes: number): Promise<string> => readTail(log, maxBytes);

  metadataFileOf(taskId: string, attempt: number): string {
    return `${this.#metadataDir}/${fileName(taskId, attempt)}.json`;
  }

  digestsFileOf(taskId: string, attempt: number): string {
    return `${this.#metadataDir}/${fileName(taskId, attempt)}.digests`;
  }

  resultsFileOf(taskId: string, attempt: number): string {
    return `${this.#metadataDir}/${fileName(taskId, attempt)}.results.jsonl`;
  }

  writeOutputs(taskId: string, json: string): Promise<Result<string, TaskProblem>> {
    return writeOutputsFile(join(this.#outputsDir, `${taskId}.json`), json);
  }

  writeBatch(taskId: string, attempt: number, lines: string): Promise<Result<string, TaskProblem>> {
    return writeBatchFile(join(this.#outputsDir, `${fileName(taskId, attempt)}.batch.jsonl`), lines);
  }
}

function fileName(taskId: string, attempt: number): string {
  return attempt === 1 ? taskId : `${taskId}.${String(attempt)}`;
}
