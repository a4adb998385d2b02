import {
  CLOCK,
  processMark,
  readMachine,
  startSlots,
  type Clock,
  type SlotPoolOptions,
  type Slots,
} from '../../base/runtime/index.js';
import type { Secrets } from '../../base/secrets/index.js';
import type { Executor } from '../index.js';
import { LocalFiles } from './local_files.js';
import { runHere } from './run_here.js';

/** What local processes need besides slots. */
export interface LocalExecutorOptions {
  /** Logs and metadata are written to its `builds/<build id>`. */
  readonly stateDir: string;
  /** Where the programs of tasks and checks are. */
  readonly runfilesDir: string;
  /** Name of this machine. */
  readonly host: string;
  /** Values to mask in messages about metadata. */
  readonly secrets?: Secrets | undefined;
}

export interface LocalExecutorStart extends LocalExecutorOptions, SlotPoolOptions {}

/** Starts slots for processes of this machine. */
export async function startLocalExecutor(start: LocalExecutorStart): Promise<Executor> {
  const { cpus, memoryMb } = readMachine();
  return localExecutor({
    ...start,
    slots: await startSlots(start),
    resources: new Map([
      ['cpu', cpus],
      ['memory_mb', memoryMb],
    ]),
    elapsed: CLOCK.elapsed,
  });
}

/**
 * Runs attempts in slots, each as its own process. Nothing is queued: the build hands over no more attempts than there are
 * slots.
 *
 * @param env the environment that the slots give to every process
 */
export function localExecutor(
  options: LocalExecutorOptions & {
    readonly slots: Slots;
    readonly resources: Executor['resources'];
    readonly env: Readonly<Record<string, string>>;
    readonly elapsed: Clock['elapsed'];
  },
): Executor {
  const { slots, resources, stateDir, runfilesDir, env, host, secrets, elapsed } = options;
  const { size, watcher } = slots;
  let latest: LocalFiles | undefined;
  const filesOf = (buildId: string): LocalFiles =>
    latest?.buildId === buildId ? latest : (latest = new LocalFiles(stateDir, buildId));
  return {
    size,
    resources,
    guards: watcher === undefined ? [] : [processMark(watcher)],
    filesOf,
    run: (attempt, onStart) => {
      onStart({ host });
      const context = { slots, files: filesOf(attempt.buildId), runfilesDir, baseEnv: env, elapsed, secrets };
      return runHere(attempt, context);
    },
    withdraw: () => undefined,
    stop: () => {
      slots.stop();
    },
    kill: () => {
      slots.kill();
    },
    close: () => slots.close(),
  };
}
