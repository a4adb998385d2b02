import { readFileSync } from 'node:fs';
import type { PartitionRef } from '../model/ref.js';

/**
 * Linux rejects a single argument or variable (with its terminating NUL) above 32 pages, whatever the total
 * (execve(2)).
 */
export const MAX_STRING_BYTES = 32 * 4096 - 1;

/** Each argument and variable also takes a pointer. */
const POINTER_BYTES = 8;

/** Below macOS's 1 MiB and Linux's usual 2 MiB, with room for what the kernel and a `#!` line add. */
const USUAL_LIMIT_BYTES = 960 * 1024;

/** Room for what the kernel reserves, and for the longer argv of a `#!` interpreter. */
const RESERVE_BYTES = 8 * 1024;

let knownStackLimit: number | undefined;

/** The limit of Linux for any size of stack: three quarters of 8 MiB (execve(2)). */
const LINUX_CEILING_BYTES = 6 * 1024 * 1024;

/** Above this many bytes of arguments and environment, the kernel certainly rejects a process. */
export function execLimitBytes(): number {
  return Math.min(LINUX_CEILING_BYTES, stackLimitBytes() / 4);
}

/** This many bytes of arguments and environment are accepted by any kernel. */
export function argvLimitBytes(): number {
  return Math.min(USUAL_LIMIT_BYTES, stackLimitBytes() / 4 - RESERVE_BYTES);
}

/** Bytes that one string takes in a new process: text, end mark, pointer. */
export function stringBytes(text: string): number {
  return Buffer.byteLength(text) + 1 + POINTER_BYTES;
}

/** Bytes that an environment takes in a new process. */
export function environmentBytes(env: Readonly<Record<string, string>>): number {
  let bytes = POINTER_BYTES;
  for (const [name, value] of Object.entries(env)) bytes += stringBytes(name) + stringBytes(value) - POINTER_BYTES;
  return bytes;
}

/**
 * Splits refs into batches that each fit on one command line, in order.
 *
 * @param fixedBytes what the program's name, its environment and its other arguments take ({@link stringBytes})
 */
export function splitForArgv(refs: readonly PartitionRef[], fixedBytes: number): PartitionRef[][] {
  const room = argvLimitBytes() - fixedBytes;
  const batches: PartitionRef[][] = [];
  let batch: PartitionRef[] = [];
  let used = 0;
  for (const ref of refs) {
    const bytes = stringBytes(ref);
    if (batch.length > 0 && used + bytes > room) {
      batches.push(batch);
      batch = [];
      used = 0;
    }
    batch.push(ref);
    used += bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** The soft limit of the stack. Linux gives a quarter of it to argv and env. Infinity on other systems. */
function stackLimitBytes(): number {
  knownStackLimit ??= readStackLimit();
  return knownStackLimit;
}

function readStackLimit(): number {
  try {
    const line = /^Max stack size\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return line?.[1] === undefined ? Infinity : Number(line[1]);
  } catch {
    return Infinity;
  }
}
