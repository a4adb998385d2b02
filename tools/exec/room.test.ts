import { expect, test } from '@jest/globals';
import { FakeBuild, plan, task } from './testing/index.js';

test('every event of a long series waits until the buffers have room', async () => {
  const build = new FakeBuild();
  try {
    const behind = Array.from({ length: 20 }, (_, number) => task(`behind${String(number)}`, ['bad']));
    const after = Array.from({ length: 20 }, (_, number) => task(`after${String(number)}`, ['good']));
    let rooms = 0;
    /** The largest number of events between two waits. */
    let most = 0;
    let before = 0;
    const room = async (): Promise<void> => {
      rooms++;
      await new Promise(setImmediate);
      most = Math.max(most, build.events.length - before);
      before = build.events.length;
    };
    const done = build.run(plan(task('bad'), task('good'), ...behind, ...after), { room });
    await build.slots.running('bad', 'good');
    build.slots.end('bad', { kind: 'exited', code: 1, wroteMetadata: false });
    await build.until('skipped', 20);
    build.slots.end('good');
    await done;
    const ended = build.events.at(-1);
    expect(ended).toMatchObject({ event: 'finished', built: 1, failed: 1, skipped: 20, aborted: 20 });
    expect(rooms).toBe(42 + 20 + 20);
    // A task that starts and ends in between adds a few events.
    expect(most).toBeLessThan(10);
  } finally {
    await build.remove();
  }
});
