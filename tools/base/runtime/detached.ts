import { closeSync, constants } from 'node:fs';
import { Socket } from 'node:net';
import { err, ok, type ProcessMark, type Result } from '../model/index.js';
import type { Ended } from './posix.js';
import { killGroup } from './process_group.js';
import { processMark, processState } from './process_mark.js';

/** A program that may outlive this process. */
export interface DetachedRequest {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Gets standard output; left out, it is discarded. Emptied if it exists. */
  readonly stdoutFile?: string;
  /** Gets standard error. Emptied if it exists. */
  readonly stderrFile: string;
}

export interface DetachedProcess {
  /** By which a later process finds it again. */
  readonly mark: ProcessMark;
  /**
   * Its standard input. If this process is killed before it has ended the stream, the program reads an input that is cut off:
   * so it does not begin before its starter has written down that it exists.
   */
  readonly stdin: Socket;
  /** Resolves when it has ended, if this process still exists. */
  readonly ended: Promise<Ended>;
}

/**
 * Starts a program in a session of its own, which neither a signal from the terminal nor the end of this process reaches. This
 * process does not stay because of it.
 *
 * @returns the process, or the error code (`ENOENT`, `EMFILE`)
 */
export async function startDetached(request: DetachedRequest): Promise<Result<DetachedProcess, string>> {
  // Load it only if a program is run: it brings native code.
  const [{ startChild }, { openPipe }] = await Promise.all([import('./children.js'), import('./posix.js')]);
  const { program, args, env, cwd, stdoutFile = '/dev/null', stderrFile } = request;
  const input = openPipe();
  if (!input.ok) return input;
  const child = startChild(
    {
      ...{ program, args, env, cwd },
      stdio: [{ fd: input.value.reader }, { path: stdoutFile, flags: WRITE }, { path: stderrFile, flags: WRITE }],
    },
    true,
  );
  closeSync(input.value.reader);
  if (!child.ok) {
    closeSync(input.value.writer);
    return err(child.error);
  }
  const stdin = new Socket({ fd: input.value.writer, readable: false, writable: true });
  // A program does not have to read its input.
  stdin.on('error', () => undefined);
  return ok({ mark: processMark(child.value.pid), stdin, ended: child.value.ended });
}

const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;

/**
 * Sends a signal to a marked process, if this process sees that it still lives. So the signal never reaches a later process
 * that has the same number.
 *
 * @returns whether it was sent
 */
export function signalProcess(mark: ProcessMark, signal: NodeJS.Signals): boolean {
  if (processState(mark) !== 'lives') return false;
  try {
    process.kill(mark.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** The same for everything in the session that it leads, as far as that is still in its process group. */
export function signalSession(mark: ProcessMark, signal: NodeJS.Signals): boolean {
  if (processState(mark) !== 'lives') return false;
  killGroup(mark.pid, signal);
  return true;
}
