import { expect, test } from '@jest/globals';
import type { ServiceEvent } from '../programs/index.js';
import { jsonLog } from './log.js';
import { runLoops, type Loops } from './loops.js';

/** Loops on a clock that pauses move: each pause of a failed loop is as long as it says, in no time. */
function simulated(work: (attempt: number, signal: AbortSignal, advance: (ms: number) => void) => Promise<void>) {
  let now = 0;
  let attempt = 0;
  const [pauses, events, stop] = [[] as number[], [] as ServiceEvent[], new AbortController()];
  const settling: (() => void)[] = [];
  const clock = { now: () => now, elapsed: () => now };
  const loops: Loops = runLoops([{ name: 'l', work: (signal) => work(++attempt, signal, (ms) => (now += ms)) }], {
    ...{ signal: stop.signal, clock, log: jsonLog(() => undefined, clock) },
    emit: (event) => events.push(event),
    pause: (ms, signal) => {
      // A loop that works is watched until it has settled.
      if (ms === 10_000)
        return new Promise((resolve) => {
          settling.push(resolve);
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
      pauses.push(ms);
      now += ms;
      return Promise.resolve();
    },
  });
  return { loops, pauses, events, stop, settle: () => settling.at(-1)?.() };
}

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });

test('a loop that fails again and again is started after pauses that double, up to a longest one', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const { loops, pauses, events, stop, settle } = simulated((attempt, signal) => {
    if (attempt <= 9) return Promise.reject(new Error(`no ${String(attempt)}`));
    resolve(undefined);
    return until(signal);
  });
  await promise;
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  expect(events.at(-1)).toMatchObject({ type: 'trouble', part: 'l', detail: 'no 9' });
  expect([...loops.troubles]).toEqual([['l', 'no 9']]);
  settle();
  await Promise.resolve();
  expect([...loops.troubles]).toEqual([]);
  stop.abort();
  await loops.ended;
});

test('a loop that has worked for a while, or ends by itself, begins with the shortest pause', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const { loops, pauses, events, stop } = simulated((attempt, signal, advance) => {
    if (attempt === 4) advance(10_001);
    if (attempt === 5) return Promise.resolve();
    if (attempt < 5) return Promise.reject(new Error('no'));
    resolve(undefined);
    return until(signal);
  });
  await promise;
  expect(pauses).toEqual([500, 1000, 2000, 500, 1000]);
  expect(events.at(-1)).toMatchObject({ detail: 'it ended by itself' });
  stop.abort();
  await loops.ended;
});
