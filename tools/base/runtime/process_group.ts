/** Sends a signal to a whole process group. It is not an error if the group is gone. */
export function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // ESRCH: the group has no processes any more.
  }
}

/**
 * Sends SIGTERM to a process group.
 *
 * @returns the timer that kills the group after the grace period, in milliseconds
 */
export function endGroup(leader: number, graceMs: number): NodeJS.Timeout {
  killGroup(leader, 'SIGTERM');
  return setTimeout(killGroup, graceMs, leader, 'SIGKILL');
}
