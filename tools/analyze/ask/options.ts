import type { Capture } from '../../base/runtime/index.js';
import type { Asked } from './failure.js';
import type { Secrets } from '../../base/secrets/index.js';

/** How the executables of jobs and graphs are called. This object has everything that touches the machine. */
export interface AskOptions {
  readonly capture: Capture;
  /** The same by a program that is kept alive between questions. */
  readonly captureWorker: Capture;
  readonly runfilesDir: string;
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly timeoutMs: number;
  /** The maximum number of parallel processes. */
  readonly parallel: number;
  readonly signal?: AbortSignal;
  /** Called when a call begins. @returns what to call at its end, with `answered` or the reason of the failure */
  readonly watch?: ((what: Asked['what'], label: string, refs: number) => (result: string) => void) | undefined;
  /** Values that are masked in failures. Answers still contain them. */
  readonly secrets?: Secrets | undefined;
}
