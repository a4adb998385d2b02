/** Signals a whole process group; a group that is already gone is fine. */
export function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // ESRCH: nobody is left in the group.
  }
}

/** Asks a process group to end (SIGTERM). @returns the timer that kills it when the grace, in milliseconds, is over */
export function endGroup(leader: number, graceMs: number): NodeJS.Timeout {
  killGroup(leader, 'SIGTERM');
  return setTimeout(killGroup, graceMs, leader, 'SIGKILL');
}
