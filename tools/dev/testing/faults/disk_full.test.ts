import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { faultGraph, NO_SMALL_DISK, readEndState, Rig, Witness, type FaultTask } from './index.js';

// These tests fill a small file system below the state or the data directory.

jest.setTimeout(300_000);

const task = (name: string, ...inputs: readonly string[]): FaultTask => ({ outputs: [name], inputs, nap: '0' });

const GRAPH = faultGraph([task('first'), task('second', 'first'), task('third', 'second')]);

let rig: Rig;

beforeEach(() => {
  rig = new Rig(GRAPH, { bundle: process.env['DATABUILD_TEST_BUNDLE'] });
});

afterEach(() => rig.remove());

const whole = { first: 'first of\n', second: 'second of first\n', third: 'third of second\n' };

/** The same command succeeds once there is room again. */
async function finishes(witness: Witness): Promise<void> {
  await witness.look();
  expect(await rig.run()).toMatchObject({ code: 0 });
  await rig.noneLeft();
  await witness.look();
  expect(witness.problems).toEqual([]);
  const { data, partitions, problems } = await readEndState(rig);
  expect({ data, problems }).toEqual({ data: whole, problems: [] });
  expect(Object.values(partitions).map(({ happened }) => happened)).toEqual([1, 1, 1]);
}

const NAME = NO_SMALL_DISK === undefined ? 'a full disk' : `a full disk (${NO_SMALL_DISK})`;

(NO_SMALL_DISK === undefined ? describe : describe.skip)(NAME, () => {
  const fullCatalog = (): string => `the catalog ${join(rig.stateDir, 'catalog.sqlite')} cannot grow: the disk is full`;

  test('of the catalog fails a build whose tasks run, and everything already recorded is kept', async () => {
    const disk = await rig.shrink('state', 1024);
    await rig.silence();
    const witness = new Witness(rig);
    expect(await rig.start({ refs: ['first'] }).done).toMatchObject({ code: 0 });
    await witness.look();
    expect(witness.recorded).toBe(1);
    await rig.hold();
    const build = rig.start();
    await rig.running();
    await disk.fill();
    await rig.go();
    const { code, stderr } = await build.done;
    expect(code).toBe(1);
    expect(stderr).toContain(`tasks could not be recorded: ${fullCatalog()}; make room`);
    await disk.free();
    await finishes(witness);
  });

  // Nothing was started, so the exit code is 2, as for any unusable state directory.
  test('of the catalog stops a build before it starts', async () => {
    const disk = await rig.shrink('state', 1024);
    const witness = new Witness(rig);
    expect(await rig.start({ refs: ['first'] }).done).toMatchObject({ code: 0 });
    await witness.look();
    await disk.fill();
    const { code, stdout, stderr } = await rig.run();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(fullCatalog());
    await disk.free();
    await finishes(witness);
  });

  test('of the state directory never loses a record, at whatever point it stops a build', async () => {
    const disk = await rig.shrink('state', 1024);
    const witness = new Witness(rig);
    for (const leftKib of [4, 16, 32, 36, 40, 48, 64]) {
      await disk.fill(leftKib);
      const { code, stderr } = await rig.run();
      if (code !== 0) expect(stderr).toContain(rig.stateDir);
      expect(stderr).not.toContain('bug in DataBuild');
      await rig.noneLeft();
      await disk.free();
      await witness.look();
    }
    await finishes(witness);
  });

  test('of the data directory fails the task that writes, and its log gives the reason', async () => {
    const disk = await rig.shrink('data', 64);
    const witness = new Witness(rig);
    expect(await rig.start({ refs: ['first'] }).done).toMatchObject({ code: 0 });
    await witness.look();
    await rig.hold();
    const build = rig.start();
    await rig.running();
    await disk.fill();
    await rig.go();
    const { code, stderr } = await build.done;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: \/\/t:j failed to make second: exit code 8\n {2}log: .*\n {2}\| .*(I\/O error|No space left)/m,
    );
    await disk.free();
    await finishes(witness);
  });
});
