import {
  GRACE_MS,
  notStarted,
  STDERR_TAIL_BYTES,
  type Capture,
  type CaptureOutcome,
  type CaptureRequest,
} from './capture.js';
import type { Lifeline } from './lifeline.js';
import { LineFeed } from './line_feed.js';
import { Tail } from './tail.js';
import type { WorkerOutcome } from './worker.js';
import type { WorkerNotStarted, WorkerPool } from './worker_pool.js';

/** Programs that are kept alive between the calls of one command. Disposal ends them and waits for their end. */
export interface CaptureWorkers extends AsyncDisposable {
  /** Asks a worker of the program `file` as `capture` would run it. What `stdin` holds is not handed over. */
  readonly capture: Capture;
}

/** Where workers work: what all their requests have in common. */
export interface CaptureWorkersOptions {
  readonly cwd: string;
  /** All of their environment, but for the variable that names what guards them. */
  readonly env: Readonly<Record<string, string>>;
}

/** Nothing is started before the first request. */
export function captureWorkers({ cwd, env }: CaptureWorkersOptions): CaptureWorkers {
  let started: { readonly pool: WorkerPool; readonly lifeline: Lifeline } | undefined;
  return {
    async capture(request) {
      const { WorkerPool } = await import('./worker_pool.js');
      const { Lifeline } = await import('./lifeline.js');
      if (request.signal?.aborted === true) return { kind: 'aborted' };
      if (started === undefined) {
        const lifeline = new Lifeline(GRACE_MS);
        const guarded = { ...env, ...lifeline.env };
        started = { lifeline, pool: new WorkerPool({ cwd, env: guarded, graceMs: GRACE_MS, lifeline, firstSlot: 0 }) };
      }
      return captureWorker(started.pool, request);
    },
    async [Symbol.asyncDispose]() {
      await started?.pool.close();
      await started?.lifeline.release();
    },
  };
}

async function captureWorker(pool: WorkerPool, request: CaptureRequest): Promise<CaptureOutcome> {
  const { file, args, timeoutMs, maxStdoutBytes, signal, onStderrLine } = request;
  const tail = new Tail(STDERR_TAIL_BYTES);
  const lines = onStderrLine === undefined ? undefined : new LineFeed(onStderrLine);
  const stderr = {
    push(chunk: Buffer): void {
      tail.push(chunk);
      lines?.push(chunk);
    },
    close(): void {
      lines?.end();
    },
  };
  const outcome = await pool.ask(file, { args, timeoutMs, maxAnswerBytes: maxStdoutBytes, signal, stderr });
  lines?.end();
  return captured(outcome, tail, request);
}

function captured(outcome: WorkerOutcome | WorkerNotStarted, tail: Tail, request: CaptureRequest): CaptureOutcome {
  switch (outcome.kind) {
    case 'answered': {
      const { exitCode: code, output } = outcome;
      const stdout = Buffer.from(output);
      // A worker has its messages in its answer, too.
      if (code !== 0) tail.push(stdout);
      return { kind: 'exited', code, stdout, stderrTail: tail.text() };
    }
    case 'killed':
      return { kind: 'killed', signal: outcome.signal, stdout: Buffer.alloc(0), stderrTail: tail.text() };
    case 'timed-out':
      return { kind: 'timed-out', timeoutMs: request.timeoutMs ?? 0, stdout: Buffer.alloc(0), stderrTail: tail.text() };
    case 'failed': {
      const { problem, printed } = outcome;
      return { kind: 'worker-failed', problem, stdout: Buffer.from(printed), stderrTail: tail.text() };
    }
    case 'not-started':
      return notStarted(outcome.code, request);
    case 'aborted':
      return outcome;
  }
}
