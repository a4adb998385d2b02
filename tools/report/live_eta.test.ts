import { describe, expect, test } from '@jest/globals';
import { EtaClock } from './live_eta.js';

/** Task `a1` belongs to the job `a`. */
const jobOf = (id: string): string => id.charAt(0);

/** A clock for tasks given as `name: [expected milliseconds, names of dependencies]`. */
function clockOf(tasks: Readonly<Record<string, readonly [number | undefined, readonly string[]]>>): EtaClock {
  const clock = new EtaClock(Object.entries(tasks).map(([id, [, dependsOn]]) => ({ id, dependsOn: [...dependsOn] })));
  for (const [id, [ms]] of Object.entries(tasks)) clock.announce(id, jobOf(id), ms);
  return clock;
}

describe('the estimated end of a build', () => {
  test('is unknown before the first start, and while no duration is known', () => {
    const clock = clockOf({ a: [100, []], b: [undefined, []] });
    expect(clock.at(0)).toBeUndefined();
    clock.start('a', 0);
    expect(clock.at(0)).toEqual({ ms: 100, atLeast: true, rough: false });
    clock.end('a', 100);
    expect(clock.at(100)).toBeUndefined();
  });

  test('is the remaining work divided by the average parallelism so far', () => {
    const clock = clockOf({ a: [100, []], b: [100, []], c: [100, []], d: [100, []], e: [100, []], f: [100, []] });
    clock.start('a', 0);
    clock.start('b', 0);
    expect(clock.at(0)).toEqual({ ms: 300, atLeast: false, rough: false });
    expect(clock.at(50)).toEqual({ ms: 250, atLeast: false, rough: false });
    clock.end('a', 100);
    clock.end('b', 100);
    // Two tasks ran in the first half and one in the second: 1.5 on average.
    clock.start('c', 100);
    expect(clock.at(200)).toEqual({ ms: 200, atLeast: false, rough: false });
  });

  test('counts a batch as one attempt, in which each task has its share', () => {
    const names = Array.from({ length: 6 }, (_, index) => `a${String(index)}`);
    const clock = clockOf(Object.fromEntries(names.map((id) => [id, [100, []] as const])));
    for (const id of names.slice(0, 3)) clock.start(id, 0, 1 / 3);
    expect(clock.at(0)?.ms).toBe(600);
    expect(clock.at(150)?.ms).toBeCloseTo(450);
    for (const id of names.slice(0, 3)) clock.end(id, 300);
    expect(clock.at(300)?.ms).toBeCloseTo(300);
  });

  test('is never earlier than the end of the longest remaining chain', () => {
    const clock = clockOf({ a: [10, []], b: [500, ['a']], c: [300, ['b']], d: [10, []], e: [10, []] });
    for (const id of ['a', 'd', 'e']) clock.start(id, 0);
    expect(clock.at(5)?.ms).toBe(805);
    for (const id of ['a', 'd', 'e']) clock.end(id, 10);
    clock.start('b', 10);
    expect(clock.at(110)?.ms).toBe(700);
    // When b takes longer than expected, c still needs its own time.
    expect(clock.at(1000)?.ms).toBe(300);
    clock.end('b', 1000);
    expect(clock.at(1000)?.ms).toBe(300);
    clock.end('c', 1000);
    expect(clock.at(1000)).toEqual({ ms: 0, atLeast: false, rough: false });
  });

  test('counts a retried task in full again', () => {
    const clock = clockOf({ a: [100, []] });
    clock.start('a', 0);
    expect(clock.at(60)?.ms).toBe(40);
    clock.pause('a', 60);
    expect(clock.at(60)?.ms).toBe(100);
  });

  test('leaves out tasks that ended without running', () => {
    const clock = clockOf({ a: [10_000, []], b: [10_000, ['a']] });
    clock.start('a', 0);
    expect(clock.at(0)?.ms).toBe(20_000);
    clock.end('b', 6000);
    expect(clock.at(6000)).toEqual({ ms: 4000, atLeast: false, rough: false });
  });

  test("uses the average of a job's tasks in this build if the job has never run before", () => {
    const clock = clockOf({ a1: [undefined, []], a2: [undefined, []], a3: [undefined, []], a4: [undefined, []] });
    clock.start('a1', 0);
    expect(clock.at(50)).toBeUndefined();
    clock.learn('a', 100);
    clock.end('a1', 100);
    clock.start('a2', 100);
    expect(clock.at(100)).toEqual({ ms: 300, atLeast: false, rough: false });
    expect(clock.at(140)).toEqual({ ms: 260, atLeast: false, rough: false });
    clock.learn('a', 200);
    clock.end('a2', 300);
    expect(clock.at(300)).toEqual({ ms: 300, atLeast: false, rough: false });
  });

  test('uses the average of all tasks, marked as rough, for a job none of whose tasks has ended', () => {
    const clock = clockOf({ a1: [undefined, []], a2: [undefined, []], b1: [undefined, ['a2']], c1: [50, []] });
    clock.start('a1', 0);
    // The estimate of c1 is a lower limit.
    expect(clock.at(0)).toEqual({ ms: 50, atLeast: true, rough: false });
    clock.learn('a', 100);
    clock.end('a1', 100);
    expect(clock.at(100)).toEqual({ ms: 250, atLeast: false, rough: true });
    clock.learn('c', 50);
    clock.end('c1', 150);
    clock.learn('a', 150);
    clock.end('a2', 300);
    expect(clock.at(300)).toEqual({ ms: 100, atLeast: false, rough: true });
    clock.start('b1', 300);
    clock.learn('b', 10);
    clock.end('b1', 310);
    expect(clock.at(310)).toEqual({ ms: 0, atLeast: false, rough: false });
  });

  test('includes a chain of tasks without recorded durations', () => {
    const tasks: Parameters<typeof clockOf>[0] = Object.fromEntries(
      Array.from({ length: 9 }, (_, number) => [
        `a${String(number + 1)}`,
        [undefined, [`a${String(number)}`]] as const,
      ]),
    );
    const clock = clockOf({ a0: [undefined, []], b0: [undefined, []], ...tasks });
    clock.start('a0', 0);
    clock.start('b0', 0);
    clock.learn('a', 100);
    clock.end('a0', 100);
    clock.learn('b', 100);
    clock.end('b0', 100);
    expect(clock.at(100)).toEqual({ ms: 900, atLeast: false, rough: false });
  });
});
