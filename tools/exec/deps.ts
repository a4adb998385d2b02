import type { Catalog } from '../catalog/index.js';
import type { ProcessMark } from '../base/model/index.js';
import type { Clock, TimeIds } from '../base/runtime/index.js';
import type { Secrets } from '../base/secrets/index.js';
import type { Emit } from './events.js';
import type { Executor, TaskFiles } from './executor.js';
import type { JobPolicy } from './policy.js';

/** What a build depends on. */
export interface ExecDeps {
  readonly catalog: Catalog;
  /** By label. */
  readonly jobs: ReadonlyMap<string, JobPolicy>;
  /** Where tasks run, and how many at the same time. */
  readonly executor: Executor;
  /** For the times of events. */
  readonly clock: Clock['now'];
  /** For durations. The system clock may be set while something runs, so a difference of times is not a duration. */
  readonly elapsed: Clock['elapsed'];
  readonly newId: TimeIds;
  readonly emit: Emit;
  /** Awaited between many events, so that their buffers do not overflow. Returns nothing when there is room. */
  readonly room?: (() => Promise<void> | undefined) | undefined;
  /** Where the programs of tasks and checks are. They are checked before anything runs. */
  readonly runfilesDir: string;
  /** Name of the machine that runs the build. */
  readonly host: string;
  /** Capacity of resources. It overrides what the executor reports; a resource that neither names has none. */
  readonly resources: ReadonlyMap<string, number>;
  /** After a failure, continues with the tasks that do not depend on it. */
  readonly optimistic: boolean;
  /** Other builds may take over a task if this build has not renewed its lease for this long. */
  readonly leaseTtlMs: number;
  /** Identify the processes of this build, so that other builds can tell whether it still runs. */
  readonly processes?: readonly ProcessMark[];
  /** Whether to wait for other builds that hold a task of this one. If not, the build fails at once. */
  readonly wait: boolean;
  /** A random number from 0 to 1, for the delays of retries. */
  readonly random: () => number;
  /** Values to mask in events and manifests. Keys are computed before masking. */
  readonly secrets?: Secrets | undefined;
  /** W3C trace context of an attempt (numbered from 1). If absent, its process gets none. */
  readonly traceparentOf?: (buildId: string, taskId: string, attempt: number) => string;
  /** Aborted with the name of the signal as its reason: nothing new is started, and running tasks finish. */
  readonly cancel?: AbortSignal;
  /** Aborted to end running tasks. */
  readonly stop?: AbortSignal;
  /** Aborted to kill running tasks at once. */
  readonly kill?: AbortSignal;
}

/** The dependencies of one build. */
export interface RunDeps extends ExecDeps {
  readonly buildId: string;
  readonly files: TaskFiles;
  /** The pools of the catalog that jobs use, by name: how many slots each has. */
  readonly pools: ReadonlyMap<string, number>;
}
