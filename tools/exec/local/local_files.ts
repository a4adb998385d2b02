import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../../base/model/index.js';
import {
  DIRECTORY_MODE,
  errorCode,
  FILE_MODE,
  prepareDirectory,
  readTail,
  SHARED_BY_GROUP_MODE,
  unusableDirectory,
  type DirectoryFailure,
} from '../../base/runtime/index.js';
import type { TaskFiles, TaskProblem } from '../index.js';

/**
 * The files of one build in a state directory, in `builds/<build id>`. Names of attempts after the first contain their
 * number: `logs/<task id>.2.log`.
 */
export class LocalFiles implements TaskFiles {
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

  readonly prepare = async (): Promise<Result<undefined, DirectoryFailure>> => {
    for (const [dir, mode] of [
      [this.logDir, DIRECTORY_MODE],
      [this.#metadataDir, SHARED_BY_GROUP_MODE],
      [this.#outputsDir, DIRECTORY_MODE],
    ] as const) {
      const prepared = await prepareDirectory(dir, 'build', mode);
      if (!prepared.ok) return prepared;
    }
    return ok(undefined);
  };

  readonly logOf = (taskId: string, attempt: number): string => `${this.logDir}/${fileName(taskId, attempt)}.log`;

  readonly tailOf = (log: string, maxBytes: number): Promise<string> => readTail(log, maxBytes);

  /** Each attempt has its own file, so that the metadata of a failed attempt is never taken for the next one's. */
  metadataFileOf(taskId: string, attempt: number): string {
    return `${this.#metadataDir}/${fileName(taskId, attempt)}.json`;
  }

  /** What the digest program of an attempt printed in its latest call. */
  digestsFileOf(taskId: string, attempt: number): string {
    return `${this.#metadataDir}/${fileName(taskId, attempt)}.digests`;
  }

  /** Where the program of a batch reports its results. @param taskId of the first task */
  resultsFileOf(taskId: string, attempt: number): string {
    return `${this.#metadataDir}/${fileName(taskId, attempt)}.results.jsonl`;
  }

  /** Writes the outputs of a task, as JSON, into a file. @returns its path */
  writeOutputs(taskId: string, json: string): Promise<Result<string, TaskProblem>> {
    return this.#write(`${taskId}.json`, json, FILE_MODE, 'outputs-file-not-written');
  }

  /**
   * Writes the tasks of a batch into a file that nobody else can read: their variables may be secrets.
   *
   * @param taskId of the first task
   * @returns its path
   */
  writeBatch(taskId: string, attempt: number, lines: string): Promise<Result<string, TaskProblem>> {
    return this.#write(`${fileName(taskId, attempt)}.batch.jsonl`, lines, OWN_FILE_MODE, 'batch-file-not-written');
  }

  async #write(
    name: string,
    text: string,
    mode: number,
    reason: 'batch-file-not-written' | 'outputs-file-not-written',
  ): Promise<Result<string, TaskProblem>> {
    const path = join(this.#outputsDir, name);
    try {
      await writeFile(path, text, { mode });
      return ok(path);
    } catch (error) {
      const directory = unusableDirectory(this.#outputsDir, 'build');
      return err(directory ?? { reason, path, code: errorCode(error) });
    }
  }
}

/** A file that only the account of the build can read. */
const OWN_FILE_MODE = 0o600;

function fileName(taskId: string, attempt: number): string {
  return attempt === 1 ? taskId : `${taskId}.${String(attempt)}`;
}
