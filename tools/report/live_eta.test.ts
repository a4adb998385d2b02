import { describe, expect, test } from '@jest/globals';
import { EtaClock } from './live_eta.js';

/** A clock for tasks `name: [milliseconds or nothing, those it waits for]`. */
function clockOf(tasks: Readonly<Record<string, readonly [number | undefined, readonly string[]]>>): EtaClock {
  const clock = new EtaClock(Object.entries(tasks).map(([id, [, dependsOn]]) => ({ id, dependsOn: [...dependsOn] })));
  for (const [id, [ms]] of Object.entries(tasks)) clock.announce(id, ms);
  return clock;
}

describe('when a build ends', () => {
  test('nobody knows before something has started, or while no duration is known', () => {
    const clock = clockOf({ a: [100, []], b: [undefined, []] });
    expect(clock.at(0)).toBeUndefined();
    clock.start('a', 0);
    expect(clock.at(0)).toEqual({ ms: 100, atLeast: true });
    clock.end('a', 100);
    expect(clock.at(100)).toBeUndefined();
  });

  test('what is left is divided by how many tasks ran at a time so far', () => {
    const clock = clockOf({ a: [100, []], b: [100, []], c: [100, []], d: [100, []], e: [100, []], f: [100, []] });
    clock.start('a', 0);
    clock.start('b', 0);
    expect(clock.at(0)).toEqual({ ms: 300, atLeast: false });
    expect(clock.at(50)).toEqual({ ms: 250, atLeast: false });
    clock.end('a', 100);
    clock.end('b', 100);
    // Two at a time in the first half, one in the second: 1.5 on average.
    clock.start('c', 100);
    expect(clock.at(200)).toEqual({ ms: 200, atLeast: false });
  });

  test('the longest chain that is left takes its time, however much runs beside it', () => {
    const clock = clockOf({ a: [10, []], b: [500, ['a']], c: [300, ['b']], d: [10, []], e: [10, []] });
    for (const id of ['a', 'd', 'e']) clock.start(id, 0);
    expect(clock.at(5)?.ms).toBe(805);
    for (const id of ['a', 'd', 'e']) clock.end(id, 10);
    clock.start('b', 10);
    expect(clock.at(110)?.ms).toBe(700);
    // Longer than expected: what waits for it still takes its own time.
    expect(clock.at(1000)?.ms).toBe(300);
    clock.end('b', 1000);
    expect(clock.at(1000)?.ms).toBe(300);
    clock.end('c', 1000);
    expect(clock.at(1000)).toEqual({ ms: 0, atLeast: false });
  });

  test('a task that is tried again counts in full again', () => {
    const clock = clockOf({ a: [100, []] });
    clock.start('a', 0);
    expect(clock.at(60)?.ms).toBe(40);
    clock.pause('a', 60);
    expect(clock.at(60)?.ms).toBe(100);
  });

  test('tasks that end without having run are no longer to be done', () => {
    const clock = clockOf({ a: [10_000, []], b: [10_000, ['a']] });
    clock.start('a', 0);
    expect(clock.at(0)?.ms).toBe(20_000);
    clock.end('b', 6000);
    expect(clock.at(6000)).toEqual({ ms: 4000, atLeast: false });
  });
});
