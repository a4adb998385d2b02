import type { Capture } from '../../base/runtime/index.js';
import type { Secrets } from '../../base/secrets/index.js';

/** How the executables of jobs and graphs are asked: everything that touches the machine, as one object. */
export interface AskOptions {
  readonly capture: Capture;
  readonly runfilesDir: string;
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly timeoutMs: number;
  /** Maximum number of processes that run at a time. */
  readonly parallel: number;
  readonly signal?: AbortSignal;
  /** Values that no failure quotes; answers hold them still. */
  readonly secrets?: Secrets | undefined;
}
