import { readFile } from 'node:fs/promises';

/**
 * Whether a process is alive.
 *
 * @param pid of a process; if negative, of a process group, whose leader may be gone
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Waits until a process is gone or, with a negative id, a process group.
 *
 * @throws if it is still alive after 20 seconds
 */
export async function dies(pid: number): Promise<boolean> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if (!isAlive(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`process ${String(pid)} is still alive`);
}

/**
 * Waits until a process has written a file.
 *
 * @param part a text that the file must contain; left out, any text
 * @returns the whole content of the file
 * @throws if it does not appear within 20 seconds
 */
export async function appears(path: string, part = ''): Promise<string> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '' && text.includes(part)) return text;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${path} does not appear, or does not contain ${JSON.stringify(part)}`);
}
