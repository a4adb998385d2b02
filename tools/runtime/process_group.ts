/** Signals a whole process group; a group that is already gone is fine. */
export function killGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // ESRCH: nobody is left in the group.
  }
}
