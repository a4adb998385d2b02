import type { Catalog } from '../catalog/index.js';
import type { ProcessMark } from '../base/model/index.js';
import type { Clock, TimeIds } from '../base/runtime/index.js';
import type { Secrets } from '../base/secrets/index.js';
import type { Emit } from './events.js';
import type { Executor, TaskFiles } from './executor.js';
import type { JobPolicy } from './policy.js';

/** What a build works with. */
export interface ExecDeps {
  readonly catalog: Catalog;
  /** By label. */
  readonly jobs: ReadonlyMap<string, JobPolicy>;
  /** Where tasks run, and how many at the same time. */
  readonly executor: Executor;
  /** When something happens. */
  readonly clock: Clock['now'];
  /** How long something takes: not a difference of times, since the system's clock may be set while it runs. */
  readonly elapsed: Clock['elapsed'];
  readonly newId: TimeIds;
  readonly emit: Emit;
  /** Awaited between many events, so that their buffers do not overflow. Nothing: there is room. */
  readonly room?: (() => Promise<void> | undefined) | undefined;
  /** Where the programs of tasks and checks lie, which are looked at before anything runs. */
  readonly runfilesDir: string;
  /** Name of the machine that the build is on. */
  readonly host: string;
  /** Capacity of resources that the executor does not name, or in place of what it says; a resource that neither names has none. */
  readonly resources: ReadonlyMap<string, number>;
  /** After a failure, continues with the tasks that do not depend on it. */
  readonly optimistic: boolean;
  /** Other builds may take over a task if this build has not renewed its lease for this long. */
  readonly leaseTtlMs: number;
  /** Marks of the processes of this build, by which other builds see whether it still runs. */
  readonly processes?: readonly ProcessMark[];
  /** Waits for other builds that hold a task of this one; otherwise it fails at once. */
  readonly wait: boolean;
  /** From 0 to 1, for the delays of retries. */
  readonly random: () => number;
  /** Values that never appear in events or manifests, whatever a job gets or prints; keys are computed before masking. */
  readonly secrets?: Secrets | undefined;
  /** W3C trace context of an attempt, from 1; left out: its process gets none. */
  readonly traceparentOf?: (buildId: string, taskId: string, attempt: number) => string;
  /** Aborted with the name of the signal as its reason: nothing new is started, and running tasks finish. */
  readonly cancel?: AbortSignal;
  /** Aborted to end running tasks. */
  readonly stop?: AbortSignal;
  /** Aborted to kill running tasks at once. */
  readonly kill?: AbortSignal;
}

/** The same, for one build. */
export interface RunDeps extends ExecDeps {
  readonly buildId: string;
  readonly files: TaskFiles;
}
