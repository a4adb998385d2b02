import { readFileSync, readlinkSync } from 'node:fs';
import type { ProcessMark } from '../model/index.js';
import { errorCode } from './errors.js';
import { procShowsOwnNumbers } from './proc_numbers.js';

/** A mark by which another process can find out later whether this process is still running. */
export function ownProcessMark(): ProcessMark {
  return processMark(process.pid);
}

/** The same for another process that this one can see. */
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
 * The state of a marked process, on a machine with the same name as this one.
 *
 * @returns `unknown` if this process cannot see it, because it is in another container or hidden
 */
export function processState({ pid, started, namespace }: ProcessMark): 'lives' | 'gone' | 'unknown' {
  const seen = whatIsSeen();
  if (seen === undefined || started === undefined) return exists(pid) ? 'lives' : 'gone';
  // No process survives a restart of the machine.
  if (bootOf(started) !== seen.boot) return 'gone';
  if (namespace !== undefined && namespace !== seen.namespace) return 'unknown';
  const found = startOf(pid, seen);
  // Some systems show an account only its own processes.
  if (found === undefined) return exists(pid) ? 'unknown' : 'gone';
  return found === started ? 'lives' : 'gone';
}

/**
 * Whether a marked process has certainly ended: this process sees all processes of the same namespace, on the same
 * machine, which was not restarted since.
 */
export function hasEnded(mark: ProcessMark): boolean {
  const seen = whatIsSeen();
  if (seen === undefined || mark.namespace !== seen.namespace || mark.started === undefined) return false;
  return bootOf(mark.started) === seen.boot && processState(mark) === 'gone';
}

/** Which processes this one can see. */
interface Seen {
  /** Changes each time that the machine is started. */
  readonly boot: string;
  readonly namespace: string;
}

/** @returns undefined if the system does not tell, or if `/proc` shows the processes of another system */
function whatIsSeen(): Seen | undefined {
  if (!procShowsOwnNumbers()) return undefined;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { boot, namespace: `${readlinkSync('/proc/self/ns/pid')} ${timeNamespace()}`.trim() };
  } catch {
    return undefined;
  }
}

/** The time namespace, because times since boot depend on it. Kernels before 5.6 have none. */
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
 * The boot of the machine and the clock ticks since then. Process ids are reused, but this value is not.
 *
 * @returns undefined if the process is not visible
 */
function startOf(pid: number, { boot }: Seen): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name of the program is in parentheses and may contain anything, including spaces and parentheses.
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
