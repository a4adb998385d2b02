import { readdir, readFile } from 'node:fs/promises';

/** Sends SIGKILL to every process that has all of these variables, until there is none. @param variables as `NAME=value` */
export async function killProcessesWith(variables: readonly string[]): Promise<void> {
  for (let found = await processesWith(variables); found.length > 0; found = await processesWith(variables)) {
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function processesWith(variables: readonly string[]): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(async (pid) => ((await hasAll(pid, variables)) ? [pid] : [])));
  return found.flat();
}

async function hasAll(pid: number, variables: readonly string[]): Promise<boolean> {
  // Empty for a process that has ended and was not waited for; unreadable for one of another user.
  const environment = await readFile(`/proc/${String(pid)}/environ`, 'utf8').catch(() => '');
  const own = new Set(environment.split('\0'));
  return variables.every((variable) => own.has(variable));
}
