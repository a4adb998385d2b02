import { expect, jest, test } from '@jest/globals';
import { faultGraph, readEndState, Rig, seededRandom } from './index.js';

jest.setTimeout(600_000);

const TASKS = 40;
const ROUNDS = 4;
const SEED = Number(process.env['DATABUILD_TEST_SEED'] ?? String(Date.now() % 1_000_000_000));

/** A build prints this many of the tasks that it finds unchanged. */
const PRINTED = 20;

/** The keys of the first task change, so that all tasks are planned. */
const CONTENT = ['--validity', 'content'];

/** Each task reads the output of the one before. */
const chain = Array.from({ length: TASKS }, (_, index) => ({
  outputs: [`t${String(index)}`],
  inputs: index === 0 ? [] : [`t${String(index - 1)}`],
  nap: '0',
}));

/** While it is held, no build of the graph ends. */
const brake = { outputs: ['brake'], inputs: [], nap: '0' };

test('a build that is killed while it finds tasks unchanged leaves each of them recorded, or to be found unchanged again', async () => {
  const random = seededRandom(SEED);
  const rig = new Rig(faultGraph([...chain, brake]), { bundle: process.env['DATABUILD_TEST_BUNDLE'] });
  try {
    expect((await rig.run(...CONTENT)).code).toBe(0);
    const before = (await rig.journal()).length;
    for (let round = 1; round <= ROUNDS; round++) {
      await rig.turn(String(round));
      await rig.hold('brake');
      const build = rig.start({ options: CONTENT });
      const last = 1 + random.below(PRINTED);
      await build.says(new RegExp(`^unchanged .* t${String(last)} `, 'm'));
      build.child.kill('SIGKILL');
      expect({ seed: SEED, code: (await build.done).code }).toEqual({ seed: SEED, code: null });
      await rig.go('brake');
      const next = await rig.run(...CONTENT);
      expect({ seed: SEED, code: next.code }).toEqual({ seed: SEED, code: 0 });
      // The first task of the chain ran once a round, and all others only in the first build.
      const begun = (await rig.journal())
        .slice(before)
        .filter(({ what, task }) => what === 'begin' && task !== 'brake')
        .map(({ task }) => task);
      expect(begun).toEqual(Array<string>(round).fill('t0'));
      const { partitions, problems } = await readEndState(rig);
      expect(problems).toEqual([]);
      for (const { inputs, happened } of Object.values(partitions)) {
        expect(happened).toBe(1 + round);
        expect(inputs.every(({ current }) => current)).toBe(true);
      }
    }
    const { stderr } = await rig.run(...CONTENT);
    expect(stderr).toContain(': 0 tasks to run; 2 partitions already up to date');
  } finally {
    await rig.remove();
  }
});
