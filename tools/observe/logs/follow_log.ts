import { isEnd, type TaskState } from '../events/index.js';
import { GrowingFile } from '../../base/runtime/index.js';
import { BuildTrace } from './build_trace.js';
import type { FoundLog } from './find_logs.js';

export interface FollowDeps {
  readonly stateDir: string;
  /** This machine. */
  readonly host: string;
  /** Passes on new text of a log. @returns whether the reader wants more */
  readonly write: (bytes: Buffer) => Promise<boolean>;
  /** Called when another attempt begins. */
  readonly onAttempt: (attempt: number) => void;
  /** Waits before the next look. */
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Passes on the log of a task as it is written, and those of further attempts, until the task or its build has ended.
 *
 * @returns the last state of the task; nothing if the reader has gone away
 * @throws ReadError
 */
export async function followLog(
  found: Pick<FoundLog, 'ref' | 'buildId' | 'taskId' | 'attempt' | 'path' | 'state'>,
  { stateDir, host, write, onAttempt, pause, signal }: FollowDeps,
): Promise<TaskState['state'] | undefined> {
  const { ref, buildId, taskId } = found;
  const trace = new BuildTrace(stateDir, buildId, [ref]);
  let attempt = Math.max(1, found.attempt);
  /** Undefined until the path of the attempt's log is known. */
  let log: GrowingFile | undefined;
  await trace.update(signal);
  while (!signal.aborted) {
    // The order matters: a build that has ended has written all events, and a task that has ended has written its log.
    const live = trace.live(host);
    await trace.update(signal);
    const task = trace.task(ref);
    const path = trace.logOf(taskId, attempt) ?? (attempt === found.attempt ? found.path : undefined);
    if (path !== undefined) log ??= new GrowingFile(path);
    if (log !== undefined && !(await writeAll(log, write))) return undefined;
    if (task !== undefined && task.attempts > attempt) {
      attempt++;
      log = undefined;
      onAttempt(attempt);
    } else if (task === undefined || isEnd(task.state) || !live) {
      return task?.state ?? found.state;
    } else {
      await pause();
    }
  }
  return undefined;
}

/** Passes on the new text of a log. @returns whether the reader wants more */
async function writeAll(log: GrowingFile, write: FollowDeps['write']): Promise<boolean> {
  for (let bytes = await log.read(); bytes.length > 0; bytes = await log.read()) {
    if (!(await write(bytes))) return false;
  }
  return true;
}
