import { join } from 'node:path';
import { whole, type Comparison, type Contender } from './comparison.js';
import { fresh, touched } from './folders.js';
import { execCommand, expectRecords, layOut, planCommand, planned, type GraphName } from './ours.js';
import { shapeOf } from './shapes.js';

export const linksTitle = (links: number): string => `${links.toLocaleString('en')} links`;
export const linksByWorkersTitle = (links: number): string => `${linksTitle(links)}, as workers`;
export const shortTasksTitle = (tasks: number): string => `${tasks.toLocaleString('en')} short Python tasks`;
export const AS_PROCESSES = 'databuild exec, a process a task';

/**
 * Plans a chain of partitions in which each is known only after the previous one, so every link is a wave of the
 * analysis. Then runs tasks that are shorter than the start of their program. Workers make both faster.
 */
export async function chainComparisons(sizes: readonly number[], scratch: string): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const size of sizes) {
    const folder = join(scratch, String(size));
    comparisons.push(
      {
        title: linksTitle(size),
        target: 'less than 1 s',
        contenders: [await linksContender(size, folder, 'shapes', 'a lookup and a configure process a link')],
      },
      {
        title: linksByWorkersTitle(size),
        target: 'less than 1 s',
        contenders: [await linksContender(size, folder, 'workers', 'one lookup and one configure worker, in Python')],
      },
      {
        title: shortTasksTitle(size),
        target: 'at least 10 times as fast as processes',
        contenders: [
          await tasksContender(size, folder, 'workers', 'databuild exec, a worker a slot', true),
          await tasksContender(size, folder, 'processes', AS_PROCESSES, false),
        ],
      },
    );
  }
  return comparisons;
}

async function linksContender(links: number, folder: string, graph: GraphName, how: string): Promise<Contender> {
  const place = join(folder, `links-${graph}`);
  const laid = await layOut(shapeOf('links', links), place, graph);
  const stateDir = join(place, 'state');
  return {
    name: `databuild plan, ${how}`,
    us: true,
    prepare: () => {
      fresh(stateDir);
    },
    measure: whole(planCommand(laid, stateDir, join(place, 'plan.json'))),
    check: () => undefined,
  };
}

async function tasksContender(
  tasks: number,
  folder: string,
  graph: GraphName,
  name: string,
  us: boolean,
): Promise<Contender> {
  const laid = await layOut(shapeOf('wide', tasks), join(folder, `tasks-${graph}`), graph);
  const work = join(laid.folder, 'work');
  return {
    name,
    us,
    prepare: () => {
      fresh(work);
      fresh(`${work}-state`);
    },
    measure: whole(execCommand(planned(laid), work, graph)),
    check: () => {
      expectRecords(work, tasks);
      const { count } = touched(work);
      if (count !== tasks) throw new Error(`${count} of ${tasks} tasks touched their file`);
    },
  };
}
