import { err, ok, type Result } from '../model/index.js';
import { closeInheritedOnExec } from './inherited.js';
import { reap, startProcess, type Ended, type SpawnRequest } from './posix.js';
import { killGroup } from './process_group.js';

export { NO_INPUT, type Ended, type Stdio } from './posix.js';

/** A process that was started. */
export interface Child {
  /** The id of the process, and of the session and process group that it leads. */
  readonly pid: number;
  /** Resolves when the process has ended. Whatever it left running in its process group is killed then. */
  readonly ended: Promise<Ended>;
}

closeInheritedOnExec();

/** The callback for the end of each process. */
const waiting = new Map<number, (ended: Ended) => void>();

/** Those of them that this process waits for. */
const awaited = new Set<number>();

/** Keeps Node running: it would exit if it waited for signals only. */
const keepAlive = setInterval(() => undefined, 2 ** 31 - 1).unref();

process.on('SIGCHLD', () => {
  for (const [pid, resolve] of waiting) {
    const ended = reap(pid, () => {
      killGroup(pid, 'SIGKILL');
    });
    if (ended === undefined) continue;
    waiting.delete(pid);
    awaited.delete(pid);
    resolve(ended);
  }
  if (awaited.size === 0) keepAlive.unref();
});

/**
 * Starts a process.
 *
 * @param outlives whether this process may exit while the child still runs
 * @returns the child, or an error code (`ENOENT`), which may concern the program, the directory or the files
 */
export function startChild(request: SpawnRequest, outlives = false): Result<Child, string> {
  const started = startProcess(request);
  if (!started.ok) return err(started.error);
  const { promise, resolve } = Promise.withResolvers<Ended>();
  waiting.set(started.value, resolve);
  if (!outlives) {
    awaited.add(started.value);
    keepAlive.ref();
  }
  return ok({ pid: started.value, ended: promise });
}
