import type { Result } from '../../base/model/index.js';
import type { Capture } from '../../base/runtime/index.js';
import type { Asked, AskFailure } from './failure.js';
import type { AskOptions } from './options.js';
import { readCaptured, type Printed } from './printed.js';

/** One call of an executable. */
export interface Call<T, F> {
  readonly asked: Asked;
  readonly args: readonly string[];
  readonly stdin?: string;
  /** How many refs it is called with. */
  readonly refs: number;
  /** It is stopped when it prints more. */
  readonly maxStdoutBytes: number;
  /** Reads what it printed. A failure that is not an `AskFailure` has no secrets in it. */
  readonly read: (printed: Printed) => Result<T, AskFailure | F>;
}

/** Calls an executable, by `capture`, with the environment and the limits of all calls. */
export async function call<T, F extends { readonly reason: string }>(
  { asked, args, stdin, refs, maxStdoutBytes, read }: Call<T, F>,
  capture: Capture,
  { env, cwd, timeoutMs, signal, watch, secrets }: AskOptions,
): Promise<Result<T, AskFailure | F>> {
  const ended = watch?.(asked.what, asked.label, refs);
  const captured = await capture({
    file: asked.file,
    args,
    ...(stdin !== undefined && { stdin }),
    env,
    cwd,
    timeoutMs,
    maxStdoutBytes,
    ...(signal && { signal }),
  });
  const outcome = readCaptured<T, F>(captured, asked, secrets, read);
  ended?.(outcome.ok ? 'answered' : outcome.error.reason);
  return outcome;
}
