/** One process to run: everything in it reaches the program byte for byte. */
export interface Launch {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  /** On top of the environment that all processes share. */
  readonly env: Readonly<Record<string, string>>;
  /** Where standard output and standard error go; made or emptied. */
  readonly logFile: string;
  /** The log is not emptied: what is there already stays in front. */
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
  | { readonly kind: 'log-not-opened'; readonly detail: string }
  /** `ENOENT`: its interpreter or the working directory is not there; `EAGAIN`: too many processes. */
  | { readonly kind: 'start-failed'; readonly code: string }
  /** The slots were told to stop before the process was started. */
  | { readonly kind: 'not-started' };
