import { readFileSync } from 'node:fs';
import type { ProcessMark } from './schema.js';

/** By which another process can tell later whether this one still lives. */
export function ownProcessMark(): ProcessMark {
  const started = startOf(process.pid);
  return { pid: process.pid, ...(typeof started === 'string' && { started }) };
}

/** Whether the process that made the mark, on this machine, still lives. */
export function processLives({ pid, started }: ProcessMark): boolean {
  const found = startOf(pid);
  if (found === 'gone') return false;
  if (found !== undefined && started !== undefined) return found === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Boot of the machine and clock ticks since then: numbers of processes are used again, this is not.
 *
 * @returns nothing where the system does not say
 */
function startOf(pid: number): string | undefined {
  let boot: string;
  try {
    boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name of the program is in parentheses and may hold anything, spaces and parentheses included.
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields[18];
    if (state === 'Z' || state === 'X') return 'gone';
    return ticks === undefined ? undefined : `${boot}/${ticks}`;
  } catch {
    return 'gone';
  }
}
