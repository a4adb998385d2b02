import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import {
  faultGraph,
  killRound,
  openLines,
  processesWith,
  randomInstant,
  readEndState,
  Rig,
  seededRandom,
  type Fault,
  type FaultTask,
  type JournalLine,
} from './index.js';

// These tests kill the processes of a build with SIGKILL.

jest.setTimeout(3_600_000);

const BUNDLE = process.env['DATABUILD_TEST_BUNDLE'];

/** The number of random graphs for each kind of fault. */
const ROUNDS = Number(process.env['DATABUILD_TEST_ROUNDS'] ?? '1');

const SEED = Number(process.env['DATABUILD_TEST_SEED'] ?? String(Date.now() % 1_000_000_000));

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
};

function lifelineOf(environment: string): number {
  return Number(/(?:^|\0)DATABUILD_LIFELINE=(\d+)/.exec(environment)?.[1]);
}

describe('a running task', () => {
  const task = (name: string, ...inputs: readonly string[]): FaultTask => ({ outputs: [name], inputs, nap: '0' });

  let rig: Rig;

  beforeEach(async () => {
    rig = new Rig(faultGraph([task('first'), task('second'), task('last', 'first', 'second')]), { bundle: BUNDLE });
    await rig.hold();
  });

  afterEach(() => rig.remove());

  const held = async (): Promise<[JournalLine, JournalLine]> => {
    const [one, other] = await rig.running(2);
    return [one!, other!];
  };

  const finishes = async (): Promise<void> => {
    await rig.noneLeft();
    await rig.go();
    expect(await rig.run()).toMatchObject({ code: 0 });
    const { data, partitions, problems } = await readEndState(rig);
    expect(data).toEqual({ first: 'first of\n', second: 'second of\n', last: 'last of first second\n' });
    expect(Object.values(partitions).map(({ happened }) => happened)).toEqual([1, 1, 1]);
    expect(problems).toEqual([]);
  };

  test('ends if its build is killed, and runs again in the next build', async () => {
    const build = rig.start();
    await held();
    build.child.kill('SIGKILL');
    await finishes();
    expect((await rig.journal()).filter(({ what }) => what === 'begin')).toHaveLength(5);
  });

  test('that is killed is reported as failed, and tasks that ran in parallel are recorded', async () => {
    const build = rig.start();
    const [victim, other] = await held();
    kill(victim.pid);
    await build.says(/^stopping/m);
    await rig.go();
    const { code, stderr } = await build.done;
    expect(code).toBe(1);
    expect(stderr).toContain(`//t:j failed to make ${victim.task}: killed by SIGKILL`);
    expect(Object.keys((await readEndState(rig)).partitions)).toEqual([other.task]);
    await finishes();
    expect((await rig.journal()).filter(({ task: name }) => name === other.task)).toHaveLength(2);
  });

  test('continues if the watcher of its build is killed', async () => {
    const build = rig.start();
    const [{ pid }] = await held();
    kill(lifelineOf(await readFile(`/proc/${pid}/environ`, 'latin1')));
    await rig.go();
    expect(await build.done).toMatchObject({ code: 0 });
    await finishes();
  });

  test('that is killed together with its build runs in the next build', async () => {
    const build = rig.start();
    const [victim] = await held();
    kill(victim.pid);
    build.child.kill('SIGKILL');
    await finishes();
  });
});

describe('on random graphs, no record is lost or rebuilt after the death', () => {
  /** Kills a task that is running at a random time, if there is one. */
  const task: Fault = async (build, rig, random) => {
    await randomInstant(build, random);
    const [line] = openLines(await rig.journal());
    // The process id may have been reused by a process that is not ours.
    const ours = new Set((await processesWith(rig.mark)).map(({ pid }) => pid));
    if (line !== undefined && ours.has(line.pid)) kill(line.pid);
  };

  const faults: readonly (readonly [string, Fault])[] = [
    ['of a task', task],
    [
      'of a task and then of its build',
      async (build, rig, random) => {
        await task(build, rig, random);
        build.child.kill('SIGKILL');
      },
    ],
    [
      'of any process of the build',
      async (build, rig, random) => {
        await randomInstant(build, random);
        const all = await processesWith(rig.mark);
        if (all.length > 0) kill(random.pick(all).pid);
      },
    ],
  ];

  test.each(faults)('%s', async (_, fault) => {
    for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
      const { problems, undisturbed, disturbed } = await killRound({ seed, kills: 2, fault, bundle: BUNDLE });
      expect({ seed, problems, left: disturbed }).toEqual({ seed, problems: [], left: undisturbed });
    }
  });

  test('at times that are the same for the same seed', () => {
    const [one, other] = [seededRandom(SEED), seededRandom(SEED)].map((random) =>
      Array.from({ length: 9 }, random.next),
    );
    expect(one).toEqual(other);
  });
});
