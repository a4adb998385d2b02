import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { unusableDirectory } from './directories.js';
import type { DirectoryFailure } from './paths.js';
import type { PipedChild } from './piped_child.js';
import { endGroup } from './process_group.js';
import { Tail } from './tail.js';

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
  | { readonly kind: 'aborted' }
  /**
   * `EACCES`: no execute bit; `ENOENT`: no such file or interpreter; `E2BIG`: too many arguments. `directory`: the folder
   * that is not there, where it is that.
   */
  | { readonly kind: 'not-started'; readonly code: string; readonly directory?: DirectoryFailure };

export type Capture = (request: CaptureRequest) => Promise<CaptureOutcome>;

/** How much of the end of standard error is kept. */
export const STDERR_TAIL_BYTES = 4096;

/** The most characters of a line of standard error that are passed on: a program may never end a line. */
export const MAX_LINE_LENGTH = 256 * 1024;

/** Time between asking a process group to end and killing it. */
const GRACE_MS = 2_000;

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
  const directory = unusableDirectory(cwd, 'working') ?? unusableDirectory(dirname(program), 'runfiles');
  return { kind: 'not-started', code: started.error, ...(directory !== undefined && { directory }) };
};

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

/**
 * Cuts a byte stream into lines of text. A character may be split across two chunks. Only the start of a very long
 * line is kept.
 */
class LineFeed {
  readonly #sink: (line: string) => void;
  readonly #decoder = new TextDecoder();
  /** The pieces of a line that is not complete yet. They are joined only once, to keep the work linear. */
  #begun: string[] = [];
  #length = 0;

  constructor(sink: (line: string) => void) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    const [first = '', ...others] = this.#decoder.decode(chunk, { stream: true }).split('\n');
    this.#add(first);
    for (const text of others) {
      this.#hand();
      this.#add(text);
    }
  }

  end(): void {
    this.#add(this.#decoder.decode());
    if (this.#length > 0) this.#hand();
  }

  #add(text: string): void {
    const room = MAX_LINE_LENGTH - this.#length;
    if (room > 0) this.#begun.push(text.slice(0, room));
    this.#length += text.length;
  }

  #hand(): void {
    this.#sink(this.#begun.join(''));
    this.#begun = [];
    this.#length = 0;
  }
}
