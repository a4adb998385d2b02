import { closeSync, existsSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { Deadline } from './deadline.js';
import { errorMessage } from './errors.js';
import type { Launch, LaunchOutcome } from './launch.js';
import { Lifeline } from './lifeline.js';
import type { Ended } from './posix.js';
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

/** Call it before memory fills up: the lifeline is forked from this process. */
export async function startSlots({ size, cwd, env, graceMs }: SlotPoolOptions): Promise<Slots> {
  const lifeline = new Lifeline(graceMs);
  // Loaded only where something is to be run: they bring native code.
  const [{ startProcess }, { endOf }] = await Promise.all([import('./posix.js'), import('./children.js')]);
  const sharedEnv = { ...env, ...lifeline.env };
  const idle = Array.from({ length: size }, (_, slot) => slot);
  /** Slot → what leads the process group that runs in it. */
  const groups = new Map<number, number>();
  const inFlight = new Set<Promise<LaunchOutcome>>();
  let stopped = false;
  let killTimer: NodeJS.Timeout | undefined;

  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    for (const group of groups.values()) killGroup(group, name);
  };
  const kill = (): void => {
    signal('SIGKILL');
  };

  const runIn = async (slot: number, launch: Launch): Promise<LaunchOutcome> => {
    const { program, args, logFile, append = false, metadataFile, timeoutMs } = launch;
    const environment = Object.entries({ ...sharedEnv, ...launch.env }).map(([name, value]) => `${name}=${value}`);
    lifeline.starting(slot);
    const started = startProcess({ program, args, env: environment, cwd, logFile, append });
    if (!started.ok) {
      lifeline.forget(slot);
      return startFailure(started.error, logFile);
    }
    const group = started.value;
    lifeline.guard(slot, group);
    groups.set(slot, group);
    const deadline = timeoutMs === undefined ? undefined : new Deadline(group, timeoutMs, graceMs);
    const ended = await endOf(group);
    const late = deadline?.stop() ?? false;
    groups.delete(slot);
    lifeline.forget(slot);
    return late ? { kind: 'timed-out' } : outcomeOf(ended, metadataFile);
  };

  return {
    size,
    async run(launch) {
      if (stopped) return { kind: 'not-started' };
      const slot = idle.pop();
      if (slot === undefined) throw new Error('no free slot');
      const outcome = runIn(slot, launch);
      inFlight.add(outcome);
      try {
        return await outcome;
      } finally {
        inFlight.delete(outcome);
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
      await Promise.all(inFlight);
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

/** The usual name of each signal is the first one listed: SIGABRT comes before SIGIOT. */
const SIGNAL_NAMES = new Map<number, string>(
  Object.entries(constants.signals)
    .map(([name, value]): [number, string] => [value, name])
    .reverse(),
);

function outcomeOf(ended: Ended, metadataFile: string): LaunchOutcome {
  if ('code' in ended) return { kind: 'exited', code: ended.code, wroteMetadata: existsSync(metadataFile) };
  return { kind: 'killed', signal: SIGNAL_NAMES.get(ended.signal) ?? `signal ${String(ended.signal)}` };
}
