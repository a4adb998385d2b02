import type { Result } from '../../base/model/index.js';
import type { TaskFiles, TaskProblem } from '../index.js';

/**
 * The files of attempts on this machine. Each attempt has its own, so that what a failed one left is never taken for that of
 * the next. Those of a batch are named by its first task.
 */
export interface AttemptFiles extends Pick<TaskFiles, 'logOf'> {
  /** Where the program may write its metadata. */
  readonly metadataFileOf: (taskId: string, attempt: number) => string;
  /** What the digest program of an attempt printed in its latest call. */
  readonly digestsFileOf: (taskId: string, attempt: number) => string;
  /** Where the program of a batch reports its results. */
  readonly resultsFileOf: (taskId: string, attempt: number) => string;
  /** Writes the outputs of a task, as JSON, into a file. @returns its path */
  readonly writeOutputs: (taskId: string, json: string) => Promise<Result<string, TaskProblem>>;
  /**
   * Writes the tasks of a batch into a file that nobody else can read: their variables may be secrets.
   *
   * @returns its path
   */
  readonly writeBatch: (taskId: string, attempt: number, lines: string) => Promise<Result<string, TaskProblem>>;
}
