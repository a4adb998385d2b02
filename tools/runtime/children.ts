import { killGroup } from './process_group.js';
import { reap, type Ended } from './posix.js';

/** What waits for the end of each process. */
const waiting = new Map<number, (ended: Ended) => void>();

/** Node ends when it waits for signals only. */
const keepAlive = setInterval(() => undefined, 2 ** 31 - 1).unref();

process.on('SIGCHLD', () => {
  for (const [pid, resolve] of waiting) {
    const ended = reap(pid, () => {
      killGroup(pid, 'SIGKILL');
    });
    if (ended === undefined) continue;
    waiting.delete(pid);
    resolve(ended);
  }
  if (waiting.size === 0) keepAlive.unref();
});

/**
 * Waits until a process that has just been started ends. What it leaves behind in its process group is killed then.
 */
export function endOf(pid: number): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  waiting.set(pid, resolve);
  keepAlive.ref();
  return promise;
}
