import type { Ended } from './children.js';
import { Deadline } from './deadline.js';
import { drain } from './drain.js';
import type { PipedChild } from './piped_child.js';
import { endGroup, killGroup } from './process_group.js';
import { readResponse, requestLine, type WorkerProblem, type WorkResponse } from './worker_protocol.js';

/** One request to a worker, and where goes what it writes to standard error. */
export interface WorkerRequest {
  readonly args: readonly string[];
  /** Variables of this request alone. */
  readonly env?: Readonly<Record<string, string>>;
  /** After so many milliseconds the worker is asked to end, and killed when the grace is over. */
  readonly timeoutMs?: number | undefined;
  /** Aborted: the worker is ended. */
  readonly signal?: AbortSignal | undefined;
  /** A longer answer ends the worker. */
  readonly maxAnswerBytes: number;
  readonly stderr: WorkerStderr;
}

/** Gets standard error from the start of a request to that of the next one, or to the end of the worker. */
export interface WorkerStderr {
  readonly push: (chunk: Buffer) => void;
  /** Nothing more comes. */
  readonly close: () => void;
}

/** How a request ended. Except for an answer, the worker has ended, too. */
export type WorkerOutcome =
  | ({ readonly kind: 'answered' } & Pick<WorkResponse, 'exitCode' | 'output'>)
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'aborted' }
  /** `printed`: the first characters of what it printed in place of an answer, which may be any bytes. */
  | { readonly kind: 'failed'; readonly problem: WorkerProblem; readonly printed: string };

type Broken = Extract<WorkerOutcome, { readonly kind: 'failed' }>;

interface InFlight {
  readonly id: number;
  readonly request: WorkerRequest;
  readonly deadline: Deadline | undefined;
  readonly resolve: (outcome: WorkerOutcome) => void;
  readonly onAbort: () => void;
}

/** How much is kept of what a worker printed in place of an answer. */
const KEPT_CHARACTERS = 4096;

/** Between the end of its input and being asked to end. */
const END_OF_INPUT_MS = 1_000;

/** A worker that closes its standard output ends at the same time, or has a bug. */
const OUTPUT_CLOSED_MS = 1_000;

const LINE_FEED = 0x0a;

/**
 * A process that answers one request after the other.
 *
 * Its requests are numbered, so that an answer too many is not taken for that of the next request. A worker whose first
 * answer has no number, or 0, is one that knows only one request at a time, which Bazel gives the number 0: so do we.
 */
export class Worker {
  /** Resolved when it has ended and everything that it wrote was read. */
  readonly ended: Promise<Ended>;
  readonly #child: PipedChild;
  readonly #graceMs: number;
  /** The pieces of a line whose end has not come. */
  #begun: Buffer[] = [];
  #bytes = 0;
  #inFlight: InFlight | undefined;
  #stderr: WorkerStderr | undefined;
  #requests = 0;
  /** Whether it answers with the number of the request; unknown before its first answer. */
  #numbered: boolean | undefined;
  /** Why it is being ended. */
  #broken: Broken | { readonly kind: 'aborted' } | undefined;
  #closing = false;
  #over = false;
  #timers: NodeJS.Timeout[] = [];

  constructor(child: PipedChild, graceMs: number) {
    this.#child = child;
    this.#graceMs = graceMs;
    child.stdout.on('data', (chunk: Buffer) => {
      this.#read(chunk);
    });
    child.stdout.once('end', () => {
      this.#after(OUTPUT_CLOSED_MS, () => {
        this.#break({ reason: 'output-closed' }, '');
      });
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr?.push(chunk);
    });
    // An error is followed by the end of the process, or by that of its output.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
    this.ended = child.ended.then((ended) => {
      this.#finish(ended);
      return ended;
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Whether it has been told that nothing more is asked. */
  get closing(): boolean {
    return this.#closing;
  }

  /** How many requests it was given. */
  get requests(): number {
    return this.#requests;
  }

  /** Looks whether it could take a request. One that printed something unasked takes one more, which fails with that. */
  isUsable(): boolean {
    const silent = this.#drainStdout();
    return this.#broken?.kind === 'failed' || !(silent || this.#over || this.#closing);
  }

  /** Hands it a request; the one before has ended. */
  ask(request: WorkerRequest): Promise<WorkerOutcome> {
    this.#stderr?.close();
    this.#stderr = request.stderr;
    const broken = this.#broken;
    if (broken !== undefined) return this.ended.then(() => broken);
    this.#requests++;
    const id = this.#numbered === false ? 0 : this.#requests;
    const { promise, resolve } = Promise.withResolvers<WorkerOutcome>();
    const onAbort = (): void => {
      this.#endFor({ kind: 'aborted' });
    };
    const { args, env, signal, timeoutMs } = request;
    const deadline = timeoutMs === undefined ? undefined : new Deadline(this.pid, timeoutMs, this.#graceMs);
    this.#inFlight = { id, request, deadline, resolve, onAbort };
    signal?.addEventListener('abort', onAbort);
    this.#child.stdin.write(requestLine(id, args, env));
    return promise;
  }

  /** Lets it end: nothing more is asked. What does not end is killed. */
  async close(): Promise<void> {
    if (!this.#closing && !this.#over) {
      this.#closing = true;
      this.#child.stdin.end();
      this.#after(END_OF_INPUT_MS, () => {
        this.#terminate();
      });
    }
    await this.ended;
  }

  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    if (!this.#over) killGroup(this.pid, name);
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    // What a worker prints after it was found broken is not read as anything.
    for (let end = rest.indexOf(LINE_FEED); end >= 0 && !this.#isBroken(); end = rest.indexOf(LINE_FEED)) {
      const line = Buffer.concat([...this.#begun, rest.subarray(0, end)]);
      this.#begun = [];
      this.#bytes = 0;
      rest = rest.subarray(end + 1);
      this.#answer(line, rest);
    }
    if (rest.length === 0 || this.#isBroken()) return;
    this.#begun.push(rest);
    this.#bytes += rest.length;
    const limitBytes = this.#inFlight?.request.maxAnswerBytes ?? 0;
    if (this.#bytes <= limitBytes) return;
    const problem = limitBytes === 0 ? UNASKED : ({ reason: 'answer-too-long', limitBytes } as const);
    this.#break(problem, startOf(Buffer.concat(this.#begun)));
  }

  /** @param rest what came with the line, behind it */
  #answer(line: Buffer, rest: Buffer): void {
    const waiting = this.#inFlight;
    const response = readResponse(line);
    if (waiting === undefined) this.#break(UNASKED, startOf(line));
    else if (typeof response === 'string') this.#break({ reason: 'not-an-answer', why: response }, startOf(line));
    else if (!this.#answersTo(waiting.id, response)) {
      const { requestId } = response;
      this.#break({ reason: 'other-request', requestId, expected: waiting.id }, startOf(line));
    } else if (rest.length > 0) this.#break(UNASKED, startOf(rest));
    else if (waiting.deadline?.passed !== true) {
      this.#drainStderr();
      this.#settle({ kind: 'answered', exitCode: response.exitCode, output: response.output });
    }
  }

  #answersTo(id: number, { requestId }: WorkResponse): boolean {
    this.#numbered ??= requestId !== 0;
    return requestId === (this.#numbered ? id : 0);
  }

  #isBroken(): boolean {
    return this.#broken !== undefined;
  }

  #break(problem: WorkerProblem, printed: string): void {
    this.#begun = [];
    this.#endFor({ kind: 'failed', problem, printed });
  }

  #endFor(why: Broken | { readonly kind: 'aborted' }): void {
    const deadline = this.#inFlight?.deadline;
    if (this.#broken !== undefined || this.#over || deadline?.passed === true) return;
    deadline?.stop();
    this.#broken = why;
    this.#terminate();
  }

  /** Does something, unless it has ended by then. */
  #after(ms: number, what: () => void): void {
    if (!this.#over) this.#timers.push(setTimeout(what, ms));
  }

  #terminate(): void {
    if (!this.#over) this.#timers.push(endGroup(this.pid, this.#graceMs));
  }

  #settle(outcome: WorkerOutcome): void {
    const waiting = this.#inFlight;
    if (waiting === undefined) return;
    this.#inFlight = undefined;
    waiting.request.signal?.removeEventListener('abort', waiting.onAbort);
    waiting.resolve(waiting.deadline?.stop() === true ? { kind: 'timed-out' } : outcome);
  }

  #finish(ended: Ended): void {
    this.#drainStdout();
    this.#drainStderr();
    this.#over = true;
    this.#timers.forEach(clearTimeout);
    const { stdin, stdout, stderr } = this.#child;
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
    const printed = startOf(Buffer.concat(this.#begun));
    const died: WorkerOutcome =
      'signal' in ended
        ? { kind: 'killed', signal: ended.signal }
        : { kind: 'failed', problem: { reason: 'exited', code: ended.code }, printed };
    this.#settle(this.#broken ?? died);
    this.#stderr?.close();
    this.#stderr = undefined;
  }

  /** @returns whether nothing more can come */
  #drainStdout(): boolean {
    const { stdout, readers } = this.#child;
    if (stdout.destroyed) return true;
    return drain(readers.stdout, (chunk) => {
      this.#read(chunk);
    });
  }

  #drainStderr(): void {
    const { stderr, readers } = this.#child;
    if (stderr.destroyed) return;
    drain(readers.stderr, (chunk) => {
      this.#stderr?.push(chunk);
    });
  }
}

const UNASKED = { reason: 'unasked' } as const satisfies WorkerProblem;

function startOf(bytes: Buffer): string {
  return bytes.toString('utf8', 0, 4 * KEPT_CHARACTERS).slice(0, KEPT_CHARACTERS);
}
