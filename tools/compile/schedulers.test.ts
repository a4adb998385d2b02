import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { targetsOf } from '../base/graph/index.js';
import { JOBS, Rig, SAMPLE } from './testing/index.js';
import { unitsOf } from './units.js';

/** How each is started, and how it is told to go on after a failure. */
const SCHEDULERS = [
  { name: 'bash', start: './run.sh', parallel: ['-j', '3'], keepGoing: ['-k'] },
  { name: 'make', start: 'make', parallel: ['-j', '3'], keepGoing: ['-k'] },
  { name: 'ninja', start: 'ninja', parallel: ['-j', '3'], keepGoing: ['-k', '0'] },
  { name: 'snakemake', start: 'snakemake', parallel: ['--cores', '3'], keepGoing: ['-k'] },
].filter(({ start }) => start.startsWith('./') || existsSync(`/usr/bin/${start}`));

const { units, ordered } = unitsOf(SAMPLE.tasks, new Map(JOBS.map((job) => [job.label, job])));
/** The ids of the tasks of each unit, as the log has them. */
const WORDS = units.map(({ tasks }) => tasks.map(({ id }) => id).join(' '));

/** The unit that makes a ref. */
const unitOf = (ref: string): number =>
  units.findIndex(({ tasks }) => tasks.some(({ config }) => config.outputs.some((output) => output === ref)));

/** Checks that every unit starts after all that it waits for have ended. */
function expectOrder(log: readonly string[]): void {
  for (const [unit, words] of WORDS.entries()) {
    const started = log.indexOf(`start ${words}`);
    for (const other of started < 0 ? [] : targetsOf(ordered, unit)) {
      const ended = log.indexOf(`end ${WORDS[other] ?? ''}`);
      expect({ words, ended: ended >= 0 && ended < started }).toEqual({ words, ended: true });
    }
  }
}

const started = (log: readonly string[]): string[] =>
  log.filter((line) => line.startsWith('start ')).map((line) => line.slice('start '.length));

describe.each(SCHEDULERS)('$name', ({ name, start, parallel, keepGoing }) => {
  let rig: Rig;

  beforeEach(async () => {
    rig = new Rig();
    await rig.compile(name, SAMPLE);
  });

  afterEach(() => rig.remove());

  test('runs each unit once, after those that it waits for, and then has nothing to do', async () => {
    expect(await rig.run(start, parallel)).toMatchObject({ code: 0 });
    const log = rig.takeLog();
    expect(started(log).toSorted()).toEqual(WORDS.toSorted());
    expectOrder(log);
    expect(existsSync(join(rig.folder, 'harm'))).toBe(false);

    expect(await rig.run(start, parallel)).toMatchObject({ code: 0 });
    expect(rig.takeLog()).toEqual([]);
  });

  test('starts a failed attempt again as often as the job allows', async () => {
    rig.setBehaviour(
      `[ "$1" != ${WORDS[unitOf('b/1')] ?? ''} ] || [ -e "$folder/once" ] || { touch "$folder/once"; exit 1; }`,
    );
    expect(await rig.run(start, parallel)).toMatchObject({ code: 0 });
    expect(started(rig.takeLog())).toHaveLength(WORDS.length + 1);
  });

  test('after a failure, goes on with what does not depend on it if asked, and later with the rest', async () => {
    const failing = WORDS[unitOf('b/1')] ?? '';
    rig.setBehaviour(`[ "$1" != ${failing} ] || exit 1`);
    expect((await rig.run(start, [...parallel, ...keepGoing])).code).not.toBe(0);
    const log = started(rig.takeLog());
    // Twice, because the job has a retry.
    expect(log.filter((words) => words === failing)).toHaveLength(2);
    const blocked = ['c/1', 'c/3'].map((ref) => WORDS[unitOf(ref)] ?? '');
    expect(new Set(log)).toEqual(new Set(WORDS.filter((words) => !blocked.includes(words))));

    rig.setBehaviour('');
    expect(await rig.run(start, parallel)).toMatchObject({ code: 0 });
    expect(started(rig.takeLog()).toSorted()).toEqual([failing, ...blocked].toSorted());
  });
});
