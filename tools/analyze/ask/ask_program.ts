import type { Result } from '../../base/model/index.js';
import { resolveRunfile } from '../../base/runtime/index.js';
import type { Asked, AskFailure } from './failure.js';
import type { AskOptions } from './options.js';
import { readCaptured, type Printed } from './printed.js';

/** One call of an executable, whose arguments are not refs. */
export interface ProgramCall<T, F> {
  readonly what: Asked['what'];
  readonly label: string;
  /** Runfiles path of the executable. */
  readonly executable: string;
  readonly args: readonly string[];
  /** It is stopped when it prints more. */
  readonly maxStdoutBytes: number;
  /** Reads what it printed. A failure that is not an `AskFailure` has no secrets in it. */
  readonly read: (printed: Printed, asked: Asked) => Result<T, AskFailure | F>;
}

/** Calls an executable once, with the environment, the limits and the failures of `askAll`. */
export async function askProgram<T, F>(
  { what, label, executable, args, maxStdoutBytes, read }: ProgramCall<T, F>,
  ask: AskOptions,
): Promise<Result<T, AskFailure | F>> {
  const asked: Asked = { what, label, file: resolveRunfile(ask.runfilesDir, executable) };
  const ended = ask.watch?.(what, label, 0);
  const captured = await ask.capture({
    file: asked.file,
    args,
    env: ask.env,
    cwd: ask.cwd,
    timeoutMs: ask.timeoutMs,
    maxStdoutBytes,
    ...(ask.signal && { signal: ask.signal }),
  });
  const outcome = readCaptured<T, F>(captured, asked, ask.secrets, (printed) => read(printed, asked));
  ended?.(captured.kind);
  return outcome;
}
