import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Child, Ended } from './children.js';
import { Deadline } from './deadline.js';
import { unusableDirectory } from './directories.js';
import { errorMessage } from './errors.js';
import type { Launch, LaunchOutcome } from './launch.js';
import { Lifeline } from './lifeline.js';
import { WITHOUT_WAITING } from './open_file.js';
import type { LogPipe } from './log_pipe.js';
import { FILE_MODE } from './paths.js';
import { endGroup, killGroup } from './process_group.js';

/** Runs processes, a fixed number at a time, each as the leader of a session and process group of its own. */
export interface Slots {
  readonly size: number;
  /** A process that, should this one be killed, lives until all that ran has ended. */
  readonly watcher?: number | undefined;
  /** The caller keeps count: more calls in flight than `size` are a bug. */
  run(launch: Launch): Promise<LaunchOutcome>;
  /** Asks everything that runs to end (SIGTERM) and kills it when the grace is over. Nothing is started any more. */
  stop(): void;
  /** Kills everything that runs, now. */
  kill(): void;
  /** Kills what runs, and waits for its end. */
  close(): Promise<void>;
}

export interface SlotPoolOptions {
  /** How many processes run at a time. */
  readonly size: number;
  /** Working directory of every process; must exist. */
  readonly cwd: string;
  /** Environment of every process, before its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
}

/** A job may have left a FIFO in the place of another's log. */
const WRITTEN = constants.O_WRONLY | constants.O_CREAT | WITHOUT_WAITING;
const EMPTIED = WRITTEN | constants.O_TRUNC;
const APPENDED = WRITTEN | constants.O_APPEND;

/** Standard error is what standard output is. */
const SAME_AS_OUTPUT = { fd: 1 } as const;

/** Call it before memory fills up: the lifeline is forked from this process. */
export async function startSlots({ size, cwd, env, graceMs }: SlotPoolOptions): Promise<Slots> {
  // Loaded only where something is to be run: it brings native code.
  const { NO_INPUT, startChild } = await import('./children.js');
  const { LogPipe } = await import('./log_pipe.js');
  const lifeline = new Lifeline(graceMs);
  const sharedEnv = { ...env, ...lifeline.env };
  const idle = Array.from({ length: size }, (_, slot) => slot);
  /** What runs, by slot. */
  const running = new Map<number, Child>();
  /** Logs of what has ended, into which a process writes that it left behind. */
  const leftOpen = new Set<LogPipe>();
  let stopped = false;
  let killTimer: NodeJS.Timeout | undefined;

  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    for (const { pid } of running.values()) killGroup(pid, name);
  };
  const kill = (): void => {
    signal('SIGKILL');
  };

  const runIn = async (slot: number, launch: Launch): Promise<LaunchOutcome> => {
    const { program, args, logFile, append = false, metadataFile, timeoutMs } = launch;
    const opened = LogPipe.open(logFile);
    if (!opened.ok) return { kind: 'start-failed', code: opened.error };
    const log = opened.value;
    const childEnv = { ...sharedEnv, ...launch.env };
    lifeline.starting(slot);
    const stdio = [NO_INPUT, log.output, SAME_AS_OUTPUT] as const;
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
      // It would run on, and nobody could read what it says.
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

  return {
    size,
    watcher: lifeline.watcher,
    async run(launch) {
      if (stopped) return { kind: 'not-started' };
      const slot = idle.pop();
      if (slot === undefined) throw new Error('no free slot');
      try {
        return await runIn(slot, launch);
      } finally {
        idle.push(slot);
      }
    },
    stop() {
      if (stopped) return;
      stopped = true;
      signal('SIGTERM');
      killTimer = setTimeout(kill, graceMs);
    },
    kill,
    async close() {
      stopped = true;
      clearTimeout(killTimer);
      kill();
      await Promise.all(Array.from(running.values(), ({ ended }) => ended));
      for (const log of leftOpen) log.handOver();
      await lifeline.release();
    },
  };
}

/** The system names one error, and not what it is about: that is seen by looking. */
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
