import type { Result } from '../../base/model/index.js';
import { resolveRunfile } from '../../base/runtime/index.js';
import { call, type Call } from './call.js';
import type { Asked, AskFailure } from './failure.js';
import type { AskOptions } from './options.js';
import type { Printed } from './printed.js';

/** One call of an executable, whose arguments are not refs. */
export interface ProgramCall<T, F> extends Pick<Call<T, F>, 'args' | 'stdin' | 'maxStdoutBytes'> {
  readonly what: Asked['what'];
  readonly label: string;
  /** Runfiles path of the executable. */
  readonly executable: string;
  /** Reads what it printed. A failure that is not an `AskFailure` has no secrets in it. */
  readonly read: (printed: Printed, asked: Asked) => Result<T, AskFailure | F>;
}

/** Calls an executable once, with the environment, the limits and the failures of `askAll`. */
export async function askProgram<T, F extends { readonly reason: string }>(
  { what, label, executable, args, stdin, maxStdoutBytes, read }: ProgramCall<T, F>,
  ask: AskOptions,
): Promise<Result<T, AskFailure | F>> {
  const asked: Asked = { what, label, file: resolveRunfile(ask.runfilesDir, executable) };
  return call<T, F>(
    {
      asked,
      args,
      ...(stdin !== undefined && { stdin }),
      refs: 0,
      maxStdoutBytes,
      read: (printed) => read(printed, asked),
    },
    ask.capture,
    ask,
  );
}
