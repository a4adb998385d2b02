import { capture, type CaptureOutcome } from '../../base/runtime/index.js';

/** What a program prints at most, unless its caller says otherwise. */
const MAX_STDOUT_BYTES = 64 * 1024 * 1024;

export interface RunOptions {
  /** Its whole environment: that of its `GraphProgram`, and what the caller adds. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of its working directory, which exists. */
  readonly cwd: string;
  /** Text for its standard input; left out, its standard input is empty. */
  readonly stdin?: string;
  /** After this many milliseconds it is ended: SIGTERM, then SIGKILL. Left out: it may take any time. */
  readonly timeoutMs?: number;
  /** A program that prints more than this many bytes is ended. */
  readonly maxStdoutBytes?: number;
  /** Ends the program when it aborts. */
  readonly signal?: AbortSignal;
  /** Called with each line of its standard error as it arrives. */
  readonly onStderrLine?: (line: string) => void;
}

/**
 * How a program ended. `stderrTail` is the end of its standard error. `not-started`: `code` is the error of the system
 * (`ENOENT`: the program does not exist).
 */
export type ProgramOutcome = CaptureOutcome;

/**
 * Runs a program of a graph to its end, in a session of its own and without a shell, and keeps what it prints. It does not
 * outlive the call, and is ended if the signal aborts. Never rejects.
 *
 * @param command the program and its first arguments, as `GraphProgram.command` returns them; absolute
 */
export function runProgram(
  command: readonly string[],
  args: readonly string[],
  { maxStdoutBytes = MAX_STDOUT_BYTES, ...options }: RunOptions,
): Promise<ProgramOutcome> {
  const [file = '', ...first] = command;
  return capture({ file, args: [...first, ...args], maxStdoutBytes, ...options });
}
