import { join } from 'node:path';
import type { Comparison, Contender } from './comparison.js';
import { fresh } from './folders.js';
import { measureWindow } from './measure.js';
import { execCommand, layOut, planned } from './ours.js';
import { fileOf, shapeOf } from './shapes.js';

/** The range of tasks to measure, and the sizes of the two plans that contain it. */
interface Stretch {
  readonly about: string;
  readonly first: number;
  readonly last: number;
  readonly small: number;
  readonly large: number;
}

/** @param large number of tasks in the large plan */
const stretches = (large: number): Stretch[] => [
  { about: 'the first tasks of a build', first: 10, last: 90, small: 100, large },
  { about: 'a build under way', first: 500, last: 1_500, small: 2_000, large },
];

/**
 * The cost of a task with a small and with a large plan in memory. In both builds the same tasks are measured, because
 * Node runs code faster the longer it has run.
 */
export async function spawnComparisons(sizes: readonly number[], scratch: string): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const size of sizes) {
    for (const stretch of stretches(size)) {
      const { about, first, last, small, large } = stretch;
      comparisons.push({
        title: `${about}: tasks ${first} to ${last} of ${large.toLocaleString('en')} and of ${small.toLocaleString('en')}`,
        target: 'at most 1.2 ×',
        each: 'task',
        contenders: [
          await contender(stretch, large, true, join(scratch, `${large}-${first}`)),
          await contender(stretch, small, false, join(scratch, `${small}-${first}`)),
        ],
      });
    }
  }
  return comparisons;
}

async function contender({ first, last }: Stretch, size: number, us: boolean, folder: string): Promise<Contender> {
  const laid = await layOut(shapeOf('wide', size), folder);
  const planFile = planned(laid);
  const work = join(folder, 'work');
  return {
    name: `${size.toLocaleString('en')} tasks in the plan`,
    us,
    prepare: () => {
      fresh(work);
      fresh(`${work}-state`);
    },
    measure: () =>
      measureWindow(execCommand(planFile, work), join(work, fileOf(first)), join(work, fileOf(last)), last - first),
    check: () => undefined,
  };
}
