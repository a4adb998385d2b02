import type { DirectoryFailure } from './paths.js';
import type { WorkerProblem } from './worker_protocol.js';

/** One run of a program, which gets everything in it byte for byte. */
export interface Launch {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** Variables in addition to those that all processes share. */
  readonly env: Readonly<Record<string, string>>;
  /** The file that gets standard output and standard error, in order. It is created, or emptied if it exists. */
  readonly logFile: string;
  /** A file that gets standard output in place of the log. It is created, or emptied if it exists. */
  readonly stdoutFile?: string;
  /** Append to the log instead of emptying it. */
  readonly append?: boolean;
  /** A file whose existence at the end is reported. */
  readonly metadataFile: string;
  /** The program is a worker: it is kept alive, and this is one request to it. */
  readonly worker?: boolean;
  /** After this many milliseconds the process gets SIGTERM, and after the grace period SIGKILL. */
  readonly timeoutMs?: number;
}

/** How one launch ended. */
export type LaunchOutcome =
  | { readonly kind: 'exited'; readonly code: number; readonly wroteMetadata: boolean }
  | { readonly kind: 'killed'; readonly signal: string }
  /** Of a worker only. `printed`: the beginning of what it printed in place of an answer. */
  | { readonly kind: 'worker-failed'; readonly problem: WorkerProblem; readonly printed: string }
  /** It took longer than `timeoutMs`. */
  | { readonly kind: 'timed-out' }
  /** A folder that it needs is missing or is not a folder. The process was not started. */
  | { readonly kind: 'directory-unusable'; readonly directory: DirectoryFailure }
  | { readonly kind: 'log-not-opened'; readonly detail: string }
  /**
   * Its log is incomplete. `detail` is the error of the system, including the path. The process was ended when the
   * log could not be written.
   */
  | { readonly kind: 'log-not-written'; readonly detail: string }
  /** `ENOENT`: the program or its interpreter does not exist; `EAGAIN`: too many processes. */
  | { readonly kind: 'start-failed'; readonly code: string }
  /** The slots were stopped before the process was started. */
  | { readonly kind: 'not-started' };
