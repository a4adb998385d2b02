import { spawn, type ChildProcess } from 'node:child_process';
import { errorCode, errorMessage } from './errors.js';
import { killGroup } from './process_group.js';
import { Tail } from './tail.js';

/** One program to run to its end, with its output kept. */
export interface CaptureRequest {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Text for its standard input; none means `/dev/null`. */
  readonly stdin?: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly timeoutMs?: number;
  readonly maxStdoutBytes: number;
  readonly signal?: AbortSignal;
  /** Called with every line of standard error, as it comes. */
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
  /** `EACCES`: no execute bit; `ENOENT`: no such file, interpreter or directory; `E2BIG`: too many arguments. */
  | { readonly kind: 'not-started'; readonly code: string; readonly message: string };

export type Capture = (request: CaptureRequest) => Promise<CaptureOutcome>;

/** How much of the end of standard error is kept. */
export const STDERR_TAIL_BYTES = 4096;

/** Time between asking a process group to end and killing it. */
const GRACE_MS = 2_000;

/** After the program's end its pipes should close at once; a process that left its group may hold them open. */
const PIPE_CLOSE_MS = 1_000;

/**
 * Runs a program in a process group of its own and keeps what it prints. The group never outlives the call: on a
 * timeout, too much output or an abort it is asked to end, then killed; what the program left running is killed too.
 * Never rejects.
 */
export const capture: Capture = (request) => {
  if (request.signal?.aborted === true) return Promise.resolve({ kind: 'aborted' });
  let child: ChildProcess;
  try {
    child = spawn(request.file, request.args, {
      cwd: request.cwd,
      env: request.env,
      detached: true,
      stdio: [request.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    return Promise.resolve({ kind: 'not-started', code: errorCode(error), message: errorMessage(error) });
  }
  return watch(child, request);
};

type Ending = { kind: 'timed-out' } | { kind: 'output-too-large' } | { kind: 'aborted' };

function watch(child: ChildProcess, request: CaptureRequest): Promise<CaptureOutcome> {
  const { promise, resolve } = Promise.withResolvers<CaptureOutcome>();
  const stdout: Buffer[] = [];
  const stderr = new Tail(STDERR_TAIL_BYTES);
  const lines = request.onStderrLine === undefined ? undefined : new LineFeed(request.onStderrLine);
  let stdoutBytes = 0;
  let ending: Ending | undefined;
  const timers: NodeJS.Timeout[] = [];

  const stop = (why: Ending): void => {
    if (ending !== undefined) return;
    ending = why;
    killGroup(child.pid, 'SIGTERM');
    timers.push(
      setTimeout(() => {
        killGroup(child.pid, 'SIGKILL');
      }, GRACE_MS),
    );
  };
  const onAbort = (): void => {
    stop({ kind: 'aborted' });
  };
  request.signal?.addEventListener('abort', onAbort);
  if (request.timeoutMs !== undefined)
    timers.push(
      setTimeout(() => {
        stop({ kind: 'timed-out' });
      }, request.timeoutMs),
    );

  child.stdout?.on('data', (chunk: Buffer) => {
    stdoutBytes += chunk.length;
    if (stdoutBytes > request.maxStdoutBytes) stop({ kind: 'output-too-large' });
    else stdout.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
    lines?.push(chunk);
  });
  // A program need not read its input: a broken pipe says nothing that its exit code does not.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(request.stdin);

  const settle = (outcome: CaptureOutcome): void => {
    for (const timer of timers) clearTimeout(timer);
    request.signal?.removeEventListener('abort', onAbort);
    lines?.end();
    resolve(outcome);
  };
  child.once('error', (error) => {
    settle({ kind: 'not-started', code: errorCode(error), message: errorMessage(error) });
  });
  child.once('exit', () => {
    killGroup(child.pid, 'SIGKILL');
    timers.push(
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, PIPE_CLOSE_MS),
    );
  });
  child.once('close', (code, signal) => {
    const output = { stdout: Buffer.concat(stdout), stderrTail: stderr.text() };
    if (ending?.kind === 'aborted') settle({ kind: 'aborted' });
    else if (ending?.kind === 'timed-out') settle({ kind: 'timed-out', timeoutMs: request.timeoutMs ?? 0, ...output });
    else if (ending !== undefined) settle({ kind: 'output-too-large', limitBytes: request.maxStdoutBytes, ...output });
    else if (signal !== null) settle({ kind: 'killed', signal, ...output });
    else settle({ kind: 'exited', code: code ?? 0, ...output });
  });
  return promise;
}

/** Cuts a byte stream into lines of text; a character may lie across two chunks. */
class LineFeed {
  readonly #sink: (line: string) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(sink: (line: string) => void) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#sink(line);
  }

  end(): void {
    const last = this.#rest + this.#decoder.decode();
    this.#rest = '';
    if (last !== '') this.#sink(last);
  }
}
