import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Child, Ended } from './children.js';
import { Deadline } from './deadline.js';
import { unusableDirectory } from './directories.js';
import { errorMessage } from './errors.js';
import type { Launch, LaunchOutcome } from './launch.js';
import { WITHOUT_WAITING } from './open_file.js';
import type { LogPipe } from './log_pipe.js';
import { FILE_MODE } from './paths.js';
import { endGroup, killGroup } from './process_group.js';
import type { WorkerPool } from './worker_pool.js';

/**
 * Runs at most a fixed number of programs in parallel, each as the leader of its own session and process group. Workers
 * stay alive between two runs.
 */
export interface Slots {
  readonly size: number;
  /** The id of a process that ends all running processes if this one is killed, and exits when they have ended. */
  readonly watcher?: number | undefined;
  /** Runs a process. The caller must not have more than `size` calls in flight; more are a bug. */
  run(launch: Launch): Promise<LaunchOutcome>;
  /** Sends SIGTERM to all running processes, and SIGKILL after the grace period. Starts nothing any more. */
  stop(): void;
  /** Kills all running processes at once. */
  kill(): void;
  /** Kills all running processes and waits until they have ended. */
  close(): Promise<void>;
}

export interface SlotPoolOptions {
  /** How many processes may run in parallel. */
  readonly size: number;
  /** Working directory of every process; must exist. */
  readonly cwd: string;
  /** Variables of every process. Those of its launch take precedence. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** Opened without blocking: a job may have put a FIFO in the place of another's log. */
const WRITTEN = constants.O_WRONLY | constants.O_CREAT | WITHOUT_WAITING;
const EMPTIED = WRITTEN | constants.O_TRUNC;
const APPENDED = WRITTEN | constants.O_APPEND;

/** Standard error is the same as standard output. */
const SAME_AS_OUTPUT = { fd: 1 } as const;

/** Starts the slots, and what ends their processes if this one is killed. */
export async function startSlots({ size, cwd, env, graceMs }: SlotPoolOptions): Promise<Slots> {
  // Load them only if a program is run: they bring native code.
  const { Lifeline } = await import('./lifeline.js');
  const { NO_INPUT, startChild } = await import('./children.js');
  const { LogPipe } = await import('./log_pipe.js');
  const lifeline = new Lifeline(graceMs);
  const sharedEnv = { ...env, ...lifeline.env };
  let workers: WorkerPool | undefined;
  /** Most builds have no workers, so their code is loaded with the first one. */
  const pool = async (): Promise<WorkerPool> => {
    const loaded = await import('./worker_pool.js');
    return (workers ??= new loaded.WorkerPool({ cwd, env: sharedEnv, graceMs, lifeline, firstSlot: size }));
  };
  const idle = Array.from({ length: size }, (_, slot) => slot);
  /** The running process of each slot. */
  const running = new Map<number, Child>();
  /** Logs of ended processes into which a process that they left running still writes. */
  const leftOpen = new Set<LogPipe>();
  let stopped = false;
  let killTimer: NodeJS.Timeout | undefined;

  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    for (const { pid } of running.values()) killGroup(pid, name);
  };
  const kill = (): void => {
    signal('SIGKILL');
    workers?.kill();
  };

  const runIn = async (slot: number, launch: Launch): Promise<LaunchOutcome> => {
    const { program, args, logFile, stdoutFile, append = false, metadataFile, timeoutMs } = launch;
    const opened = LogPipe.open(logFile);
    if (!opened.ok) return { kind: 'start-failed', code: opened.error };
    const log = opened.value;
    const childEnv = { ...sharedEnv, ...launch.env };
    lifeline.starting(slot);
    const [output, errors] =
      stdoutFile === undefined ? [log.output, SAME_AS_OUTPUT] : [{ path: stdoutFile, flags: EMPTIED }, log.output];
    const stdio = [NO_INPUT, output, errors] as const;
    const made = { path: logFile, flags: append ? APPENDED : EMPTIED };
    const started = startChild({ program, args, env: childEnv, cwd, made, stdio });
    if (!started.ok) {
      lifeline.forget(slot);
      log.close();
      return startFailure(started.error, cwd, launch);
    }
    const child = started.value;
    lifeline.guard(slot, child.pid);
    running.set(slot, child);
    const deadline = timeoutMs === undefined ? undefined : new Deadline(child.pid, timeoutMs, graceMs);
    let ending: NodeJS.Timeout | undefined;
    log.follow(() => {
      // Do not let the process run while its output is lost.
      ending = endGroup(child.pid, graceMs);
    });
    const end = await child.ended;
    clearTimeout(ending);
    const late = deadline?.stop() ?? false;
    running.delete(slot);
    lifeline.forget(slot);
    if (log.drain()) leftOpen.add(log);
    if (late) return { kind: 'timed-out' };
    if (log.failure !== undefined) return logFailure('log-not-written', logFile, log.failure);
    return outcomeOf(end, metadataFile);
  };

  const runInWorker = async (launch: Launch): Promise<LaunchOutcome> => {
    const { launchInWorker } = await import('./worker_launch.js');
    const started = await pool();
    if (stopped) return { kind: 'not-started' };
    const outcome = await launchInWorker(started, launch, launch.append === true ? APPENDED : EMPTIED);
    switch (outcome.kind) {
      case 'not-started':
        return startFailure(outcome.code, cwd, launch);
      case 'log-not-opened':
      case 'log-not-written':
        return logFailure(outcome.kind, launch.logFile, outcome.detail);
      case 'failed':
        return { ...outcome, kind: 'worker-failed' };
      default:
        return outcome;
    }
  };

  return {
    size,
    watcher: lifeline.watcher,
    async run(launch) {
      if (stopped) return { kind: 'not-started' };
      const slot = idle.pop();
      if (slot === undefined) throw new Error('no free slot');
      try {
        return await (launch.worker === true ? runInWorker(launch) : runIn(slot, launch));
      } finally {
        idle.push(slot);
      }
    },
    stop() {
      if (stopped) return;
      stopped = true;
      signal('SIGTERM');
      workers?.stop();
      killTimer = setTimeout(kill, graceMs);
    },
    kill,
    async close() {
      stopped = true;
      clearTimeout(killTimer);
      signal('SIGKILL');
      await workers?.close();
      await Promise.all(Array.from(running.values(), ({ ended }) => ended));
      for (const log of leftOpen) log.handOver();
      await lifeline.release();
    },
  };
}

/** The system gives an error code without saying which file or directory it concerns, so check them here. */
function startFailure(code: string, cwd: string, { program, logFile }: Launch): LaunchOutcome {
  try {
    closeSync(openSync(logFile, APPENDED, FILE_MODE));
  } catch (error) {
    return logFailure('log-not-opened', logFile, errorMessage(error));
  }
  const directory = unusableDirectory(cwd, 'data') ?? unusableDirectory(dirname(program), 'runfiles');
  return directory === undefined ? { kind: 'start-failed', code } : { kind: 'directory-unusable', directory };
}

function logFailure(kind: 'log-not-opened' | 'log-not-written', logFile: string, detail: string): LaunchOutcome {
  const directory = unusableDirectory(dirname(logFile), 'build');
  return directory === undefined ? { kind, detail } : { kind: 'directory-unusable', directory };
}

function outcomeOf(end: Ended, metadataFile: string): LaunchOutcome {
  if ('code' in end) return { kind: 'exited', code: end.code, wroteMetadata: existsSync(metadataFile) };
  return { kind: 'killed', signal: end.signal };
}
