import { setTimeout } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { faultGraph, readEndState, Rig, seededRandom } from './index.js';

jest.setTimeout(600_000);

const TASKS = 40;
const ROUNDS = 4;
const SEED = Number(process.env['DATABUILD_TEST_SEED'] ?? String(Date.now() % 1_000_000_000));

/** The time in which a build finds the tasks of the chain unchanged, at least on a fast machine, in milliseconds. */
const FINDING_MS = 150;

/** The keys of the first task change, so that all tasks are planned. */
const CONTENT = ['--validity', 'content'];

/** Each task reads the output of the one before. */
const chain = Array.from({ length: TASKS }, (_, index) => ({
  outputs: [`t${String(index)}`],
  inputs: index === 0 ? [] : [`t${String(index - 1)}`],
  nap: '0',
}));

test('a build that is killed while it finds tasks unchanged leaves each of them recorded, or to be found unchanged again', async () => {
  const random = seededRandom(SEED);
  const rig = new Rig(faultGraph(chain), { bundle: process.env['DATABUILD_TEST_BUNDLE'] });
  let killed = 0;
  try {
    expect((await rig.run(...CONTENT)).code).toBe(0);
    for (let round = 1; round <= ROUNDS; round++) {
      await rig.turn(String(round));
      const build = rig.start({ options: CONTENT });
      await build.says(/^finished .* t0 /m);
      await setTimeout(random.below(FINDING_MS));
      build.child.kill('SIGKILL');
      if ((await build.done).code !== 0) killed++;
      const next = await rig.run(...CONTENT);
      expect({ seed: SEED, code: next.code }).toEqual({ seed: SEED, code: 0 });
      // The first task ran once a round, and all others only in the first build.
      const begun = (await rig.journal()).filter(({ what }) => what === 'begin').map(({ task }) => task);
      expect(begun).toHaveLength(TASKS + round);
      expect(begun.slice(TASKS)).toEqual(Array<string>(round).fill('t0'));
      const { partitions, problems } = await readEndState(rig);
      expect(problems).toEqual([]);
      for (const { inputs, happened } of Object.values(partitions)) {
        expect(happened).toBe(1 + round);
        expect(inputs.every(({ current }) => current)).toBe(true);
      }
    }
    const { stderr } = await rig.run(...CONTENT);
    expect(stderr).toContain(': 0 tasks to run; 1 partition already up to date');
    expect(killed).toBeGreaterThan(0);
  } finally {
    await rig.remove();
  }
});
