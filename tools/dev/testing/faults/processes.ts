import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/** A process with a certain variable in its environment. */
export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

const LOOK_EVERY_MS = 20;

/** The processes whose environment has `NAME=value`. Zombies do not count. */
export async function processesWith(variable: string): Promise<MarkedProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid): Promise<MarkedProcess | undefined> => {
      try {
        const environment = await readFile(`/proc/${pid}/environ`, 'latin1');
        if (!environment.split('\0').includes(variable)) return undefined;
        const command = (await readFile(`/proc/${pid}/cmdline`, 'latin1')).replaceAll('\0', ' ').slice(0, 200);
        return { pid: Number(pid), command };
      } catch {
        // The process has ended meanwhile.
        return undefined;
      }
    }),
  );
  return found.filter((process) => process !== undefined);
}

/**
 * Waits until a condition holds.
 *
 * @throws if it does not hold within two minutes, with the last value found
 */
export async function until<T>(what: string, look: () => Promise<T> | T, holds: (found: T) => boolean): Promise<T> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const found = await look();
    if (holds(found)) return found;
    if (Date.now() > deadline) throw new Error(`timed out waiting for ${what}; found ${JSON.stringify(found)}`);
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** Waits until no process has the variable. */
export async function noneLeft(variable: string): Promise<void> {
  await until(
    'the end of all processes',
    () => processesWith(variable),
    (left) => left.length === 0,
  );
}
