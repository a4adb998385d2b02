import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { unusableDirectory } from './directories.js';
import { LineFeed } from './line_feed.js';
import type { DirectoryFailure } from './paths.js';
import type { PipedChild } from './piped_child.js';
import { endGroup } from './process_group.js';
import { Tail } from './tail.js';
import type { WorkerProblem } from './worker_protocol.js';

/** A program to run to its end, with its output kept. */
export interface CaptureRequest {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Text for its standard input; left out, its standard input is empty. */
  readonly stdin?: string;
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly timeoutMs?: number;
  readonly maxStdoutBytes: number;
  readonly signal?: AbortSignal;
  /**
   * Called with every line of standard error as it arrives; with only the first `MAX_LINE_LENGTH` characters of a
   * longer line.
   */
  readonly onStderrLine?: (line: string) => void;
}

export type CaptureOutcome =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: Buffer; readonly stderrTail: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly stdout: Buffer; readonly stderrTail: string }
  | { readonly kind: 'timed-out'; readonly timeoutMs: number; readonly stdout: Buffer; readonly stderrTail: string }
  | {
      readonly kind: 'output-too-large';
      readonly limitBytes: number;
      readonly stdout: Buffer;
      readonly stderrTail: string;
    }
  /** Of a worker only. `stdout`: the beginning of what it printed in place of an answer. */
  | {
      readonly kind: 'worker-failed';
      readonly problem: WorkerProblem;
      readonly stdout: Buffer;
      readonly stderrTail: string;
    }
  | { readonly kind: 'aborted' }
  /**
   * `EACCES`: no execute bit; `ENOENT`: no such file or interpreter; `E2BIG`: too many arguments. `directory`: the folder
   * that is not there, where it is that.
   */
  | { readonly kind: 'not-started'; readonly code: string; readonly directory?: DirectoryFailure };

export type Capture = (request: CaptureRequest) => Promise<CaptureOutcome>;

/** How much of the end of standard error is kept. */
export const STDERR_TAIL_BYTES = 4096;

/** Time between asking a process group to end and killing it. */
export const GRACE_MS = 2_000;

/**
 * How long to wait for the pipes after the program has ended. They usually close at once; a process that left its
 * group may hold them open.
 */
const PIPE_CLOSE_MS = 1_000;

/**
 * Runs a program in a process group of its own and keeps what it prints. The group never outlives the call: on a
 * timeout, too much output or an abort it gets SIGTERM, then SIGKILL. Processes that the program left running are
 * killed, too. Never rejects.
 */
export const capture: Capture = async (request) => {
  // Load it only if a program is run: it brings native code.
  const { startPiped } = await import('./piped_child.js');
  if (request.signal?.aborted === true) return { kind: 'aborted' };
  const { file: program, args, env, cwd } = request;
  const started = startPiped({ program, args, env, cwd });
  if (started.ok) return watch(started.value, request);
  return notStarted(started.error, request);
};

/** @param code the name of the system's error, which does not say what it is about: that is seen by looking */
export function notStarted(code: string, { file, cwd }: CaptureRequest): CaptureOutcome {
  const directory = unusableDirectory(cwd, 'working') ?? unusableDirectory(dirname(file), 'runfiles');
  return { kind: 'not-started', code, ...(directory !== undefined && { directory }) };
}

type Ending = { kind: 'timed-out' } | { kind: 'output-too-large' } | { kind: 'aborted' };

async function watch(child: PipedChild, request: CaptureRequest): Promise<CaptureOutcome> {
  const stdout: Buffer[] = [];
  const stderr = new Tail(STDERR_TAIL_BYTES);
  const lines = request.onStderrLine === undefined ? undefined : new LineFeed(request.onStderrLine);
  let stdoutBytes = 0;
  let ending: Ending | undefined;
  let ended = false;
  const timers: NodeJS.Timeout[] = [];

  const stop = (why: Ending): void => {
    if (ending !== undefined) return;
    ending = why;
    // The program has ended, so its process id may belong to another process. Its output is still being read.
    if (ended) return;
    timers.push(endGroup(child.pid, GRACE_MS));
  };
  const onAbort = (): void => {
    stop({ kind: 'aborted' });
  };
  request.signal?.addEventListener('abort', onAbort);
  if (request.timeoutMs !== undefined) timers.push(setTimeout(stop, request.timeoutMs, { kind: 'timed-out' }));

  child.stdout.on('data', (chunk: Buffer) => {
    stdoutBytes += chunk.length;
    if (stdoutBytes > request.maxStdoutBytes) stop({ kind: 'output-too-large' });
    else stdout.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
    lines?.push(chunk);
  });
  // A program does not have to read its input. A broken pipe tells us nothing that the exit code does not.
  child.stdin.on('error', () => undefined);
  child.stdin.end(request.stdin ?? '');

  const closed = Promise.all([child.stdout, child.stderr].map(closing));
  const end = await child.ended;
  ended = true;
  timers.forEach(clearTimeout);
  child.stdin.destroy();
  const giveUp = setTimeout(() => {
    child.stdout.destroy();
    child.stderr.destroy();
  }, PIPE_CLOSE_MS);
  await closed;
  clearTimeout(giveUp);
  request.signal?.removeEventListener('abort', onAbort);
  lines?.end();

  const output = { stdout: Buffer.concat(stdout), stderrTail: stderr.text() };
  if (ending?.kind === 'aborted') return { kind: 'aborted' };
  if (ending?.kind === 'timed-out') return { kind: 'timed-out', timeoutMs: request.timeoutMs ?? 0, ...output };
  if (ending !== undefined) return { kind: 'output-too-large', limitBytes: request.maxStdoutBytes, ...output };
  return 'signal' in end ? { kind: 'killed', ...end, ...output } : { kind: 'exited', ...end, ...output };
}

/** Waits until a stream has been read to its end or destroyed. */
function closing(stream: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  // An error is followed by 'close'.
  stream.on('error', () => undefined).once('close', resolve);
  return promise;
}
