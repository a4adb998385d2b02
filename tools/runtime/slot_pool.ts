import { closeSync, constants, existsSync, openSync } from 'node:fs';
import type { Child, Ended, Stdio } from './children.js';
import { Deadline } from './deadline.js';
import { errorMessage } from './errors.js';
import type { Launch, LaunchOutcome } from './launch.js';
import { Lifeline } from './lifeline.js';
import { killGroup } from './process_group.js';

/** Runs processes, a fixed number at a time, each as the leader of a session and process group of its own. */
export interface Slots {
  readonly size: number;
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

const EMPTIED = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC;
const APPENDED = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
const SAME_AS_OUTPUT: Stdio = { fd: 1 };

/** Call it before memory fills up: the lifeline is forked from this process. */
export async function startSlots({ size, cwd, env, graceMs }: SlotPoolOptions): Promise<Slots> {
  // Loaded only where something is to be run: it brings native code.
  const { NO_INPUT, startChild } = await import('./children.js');
  const lifeline = new Lifeline(graceMs);
  const sharedEnv = { ...env, ...lifeline.env };
  const idle = Array.from({ length: size }, (_, slot) => slot);
  /** What runs, by slot. */
  const running = new Map<number, Child>();
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
    const childEnv = { ...sharedEnv, ...launch.env };
    lifeline.starting(slot);
    const stdio = [NO_INPUT, { path: logFile, flags: append ? APPENDED : EMPTIED }, SAME_AS_OUTPUT] as const;
    const started = startChild({ program, args, env: childEnv, cwd, stdio });
    if (!started.ok) {
      lifeline.forget(slot);
      return startFailure(started.error, logFile);
    }
    const child = started.value;
    lifeline.guard(slot, child.pid);
    running.set(slot, child);
    const deadline = timeoutMs === undefined ? undefined : new Deadline(child.pid, timeoutMs, graceMs);
    const end = await child.ended;
    const late = deadline?.stop() ?? false;
    running.delete(slot);
    lifeline.forget(slot);
    return late ? { kind: 'timed-out' } : outcomeOf(end, metadataFile);
  };

  return {
    size,
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
      await lifeline.release();
    },
  };
}

/** The system names one error, and not what it is about: whether it is the log is seen by opening that. */
function startFailure(code: string, logFile: string): LaunchOutcome {
  try {
    closeSync(openSync(logFile, 'a'));
  } catch (error) {
    return { kind: 'log-not-opened', detail: errorMessage(error) };
  }
  return { kind: 'start-failed', code };
}

function outcomeOf(end: Ended, metadataFile: string): LaunchOutcome {
  if ('code' in end) return { kind: 'exited', code: end.code, wroteMetadata: existsSync(metadataFile) };
  return { kind: 'killed', signal: end.signal };
}
