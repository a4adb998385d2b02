import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import { unusableDirectory } from './directories.js';
import type { DirectoryFailure } from './paths.js';
import type { PipedChild } from './piped_child.js';
import { endGroup } from './process_group.js';
import { Tail } from './tail.js';

/** One program to run to its end, with its output kept. */
export interface CaptureRequest {
  /** Absolute path. */
  readonly file: string;
  readonly args: readonly string[];
  /** Text for its standard input; none means that there is nothing to read. */
  readonly stdin?: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly timeoutMs?: number;
  readonly maxStdoutBytes: number;
  readonly signal?: AbortSignal;
  /** Called with every line of standard error, as it comes; with the first `MAX_LINE_LENGTH` characters of a longer one. */
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

/** A line of standard error has no more characters for those who listen: a program need never end one. */
export const MAX_LINE_LENGTH = 256 * 1024;

/** Time between asking a process group to end and killing it. */
const GRACE_MS = 2_000;

/** After the program's end its pipes should close at once; a process that left its group may hold them open. */
const PIPE_CLOSE_MS = 1_000;

/**
 * Runs a program in a process group of its own and keeps what it prints. The group never outlives the call: on a
 * timeout, too much output or an abort it is asked to end, then killed; what the program left running is killed too.
 * Never rejects.
 */
export const capture: Capture = async (request) => {
  // Loaded only where something is to be run: it brings native code.
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
    // What it printed may be read for a moment longer; its process id means nothing any more.
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
  // A program need not read its input: a broken pipe says nothing that its exit code does not.
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

/** Waits until a stream has been read to its end, or was given up. */
function closing(stream: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  // An error is followed by 'close'.
  stream.on('error', () => undefined).once('close', resolve);
  return promise;
}

/** Cuts a byte stream into lines of text; a character may lie across two chunks. Of a longer line it keeps the start. */
class LineFeed {
  readonly #sink: (line: string) => void;
  readonly #decoder = new TextDecoder();
  /** The pieces of a line whose end has not come: joined once, however many they are. */
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
