import { isEnd, type TaskState } from '../events/index.js';
import { buildFiles, logFileOf } from '../../exec/index.js';
import { GrowingFile } from '../../base/runtime/index.js';
import { BuildTrace } from './build_trace.js';
import type { FoundLog } from './find_logs.js';

export interface FollowDeps {
  readonly stateDir: string;
  /** This machine. */
  readonly host: string;
  /** Passes on new text of a log. @returns whether the reader wants more */
  readonly write: (bytes: Buffer) => Promise<boolean>;
  /** Called when a further attempt begins. */
  readonly onAttempt: (attempt: number) => void;
  /** Waits before it is looked again. */
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Hands on the log of a task as it is written, and those of further attempts, until the task has ended, or its build.
 *
 * @returns the outcome of the task; nothing if the reader has gone away
 * @throws ReadError
 */
export async function followLog(
  found: Pick<FoundLog, 'ref' | 'buildId' | 'taskId' | 'attempt' | 'state'>,
  { stateDir, host, write, onAttempt, pause, signal }: FollowDeps,
): Promise<TaskState['state'] | undefined> {
  const { ref, buildId, taskId } = found;
  const trace = new BuildTrace(stateDir, buildId, [ref]);
  const logOf = (attempt: number): GrowingFile =>
    new GrowingFile(logFileOf(buildFiles(stateDir, buildId), taskId, attempt));
  let attempt = Math.max(1, found.attempt);
  let log = logOf(attempt);
  await trace.update(signal);
  while (!signal.aborted) {
    // Each before what it is about: a build that is over has said all by now, and a task that has ended has written all.
    const live = trace.live(host);
    await trace.update(signal);
    const task = trace.task(ref);
    for (let bytes = await log.read(); bytes.length > 0; bytes = await log.read()) {
      if (!(await write(bytes))) return undefined;
    }
    if (task !== undefined && task.attempts > attempt) {
      attempt++;
      log = logOf(attempt);
      onAttempt(attempt);
    } else if (task === undefined || isEnd(task.state) || !live) {
      return task?.state ?? found.state;
    } else {
      await pause();
    }
  }
  return undefined;
}
