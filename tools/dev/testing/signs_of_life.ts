import { readFile } from 'node:fs/promises';

/** @param pid of a process; negative: of a process group, whose leader may be gone */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until a process, or with a negative number a process group, is gone. @throws when it lives on for 20 seconds */
export async function dies(pid: number): Promise<boolean> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`process ${String(pid)} lives on`);
}

/**
 * Waits until a process has said something by writing a file.
 *
 * @param part of what it says; left out: anything
 * @returns the whole file
 * @throws when it does not for 20 seconds
 */
export async function appears(path: string, part = ''): Promise<string> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '' && text.includes(part)) return text;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${path} does not appear, or never says ${JSON.stringify(part)}`);
}
