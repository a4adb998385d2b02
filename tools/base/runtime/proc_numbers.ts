import { readlinkSync } from 'node:fs';

/** Whether `/proc` shows the processes of this namespace, under the numbers that they have in it. */
export function procShowsOwnNumbers(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid);
  } catch {
    return false;
  }
}
