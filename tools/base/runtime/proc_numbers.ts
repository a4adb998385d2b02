import { readlinkSync } from 'node:fs';

/** Whether `/proc` shows the processes of this process's namespace, under the ids that they have there. */
export function procShowsOwnNumbers(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid);
  } catch {
    return false;
  }
}
