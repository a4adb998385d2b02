import { readFileSync, readlinkSync } from 'node:fs';
import type { ProcessMark } from '../model/index.js';
import { errorCode } from './errors.js';
import { procShowsOwnNumbers } from './proc_numbers.js';

/** By which another process can tell later whether this one still lives. */
export function ownProcessMark(): ProcessMark {
  return processMark(process.pid);
}

/** The same for another process that this one sees. */
export function processMark(pid: number): ProcessMark {
  const seen = whatIsSeen();
  const started = seen && startOf(pid, seen);
  return {
    pid,
    ...(started !== undefined && started !== 'gone' && { started }),
    ...(seen !== undefined && { namespace: seen.namespace }),
  };
}

/**
 * What became of the process that made the mark, on a machine that has this one's name.
 *
 * @returns `unknown` where this process cannot see it: it is one of another container, or hidden
 */
export function processState({ pid, started, namespace }: ProcessMark): 'lives' | 'gone' | 'unknown' {
  const seen = whatIsSeen();
  if (seen === undefined || started === undefined) return exists(pid) ? 'lives' : 'gone';
  // Of what ran before the machine was started again nothing is left, whatever it was called.
  if (bootOf(started) !== seen.boot) return 'gone';
  if (namespace !== undefined && namespace !== seen.namespace) return 'unknown';
  const found = startOf(pid, seen);
  // Some systems show an account only its own processes.
  if (found === undefined) return exists(pid) ? 'unknown' : 'gone';
  return found === started ? 'lives' : 'gone';
}

/**
 * Whether the process that made the mark has ended for certain: this process sees all those that it was one of, on the
 * same machine, which was not started again since.
 */
export function hasEnded(mark: ProcessMark): boolean {
  const seen = whatIsSeen();
  if (seen === undefined || mark.namespace !== seen.namespace || mark.started === undefined) return false;
  return bootOf(mark.started) === seen.boot && processState(mark) === 'gone';
}

/** Which processes this one sees. */
interface Seen {
  /** Differs each time that a machine is started. */
  readonly boot: string;
  readonly namespace: string;
}

/** @returns nothing where the system does not say, or where `/proc` shows the processes of another system */
function whatIsSeen(): Seen | undefined {
  if (!procShowsOwnNumbers()) return undefined;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { boot, namespace: `${readlinkSync('/proc/self/ns/pid')} ${timeNamespace()}`.trim() };
  } catch {
    return undefined;
  }
}

/** Times since the boot are shown by the clock of this namespace. Kernels before 5.6 have but one clock. */
function timeNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/time');
  } catch {
    return '';
  }
}

function bootOf(started: string): string {
  return started.slice(0, started.lastIndexOf('/'));
}

/**
 * Boot of the machine and clock ticks since then: numbers of processes are used again, this is not.
 *
 * @returns nothing where the process is not shown
 */
function startOf(pid: number, { boot }: Seen): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name of the program is in parentheses and may hold anything, spaces and parentheses included.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return 'gone';
  return `${boot}/${fields[18] ?? ''}`;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
