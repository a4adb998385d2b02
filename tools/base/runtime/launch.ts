import type { DirectoryFailure } from './paths.js';

/** One process to run: everything in it reaches the program byte for byte. */
export interface Launch {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** On top of the environment that all processes share. */
  readonly env: Readonly<Record<string, string>>;
  /** Where all that goes to standard output and standard error is kept, in its order; made or emptied. */
  readonly logFile: string;
  /** The log is not emptied: new output is appended. */
  readonly append?: boolean;
  /** A file whose existence at the end is reported. */
  readonly metadataFile: string;
  /** After so many milliseconds the process is asked to end (SIGTERM), and killed when the grace is over. */
  readonly timeoutMs?: number;
}

/** How one launch ended. */
export type LaunchOutcome =
  | { readonly kind: 'exited'; readonly code: number; readonly wroteMetadata: boolean }
  | { readonly kind: 'killed'; readonly signal: string }
  /** It took longer than its launch allows. */
  | { readonly kind: 'timed-out' }
  /** A folder that it needs is not there any more, or no folder; it was not started. */
  | { readonly kind: 'directory-unusable'; readonly directory: DirectoryFailure }
  | { readonly kind: 'log-not-opened'; readonly detail: string }
  /** Its log is not whole: what the system said, path included. It was ended when the log could not be written. */
  | { readonly kind: 'log-not-written'; readonly detail: string }
  /** `ENOENT`: the program or its interpreter is not there; `EAGAIN`: too many processes. */
  | { readonly kind: 'start-failed'; readonly code: string }
  /** The slots were told to stop before the process was started. */
  | { readonly kind: 'not-started' };
