import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whole, type Comparison, type Contender } from './comparison.js';
import { fresh, program } from './folders.js';
import { measure, measureUntil } from './measure.js';
import { execCommand, layOut, planCommand, type Laid } from './ours.js';
import { makefile, ninjaFile } from './peer_files.js';
import { jobsOf, seedCatalog } from './seed.js';
import { fileOf, shapeOf } from './shapes.js';

export const PLAN_TARGETS: ReadonlyMap<number, { readonly seconds: number; readonly peakMiB?: number }> = new Map([
  [10_000, { seconds: 0.3 }],
  [100_000, { seconds: 1.2 }],
  [1_000_000, { seconds: 12, peakMiB: 2048 }],
]);

/** With more tasks than this, ninja and make do not run: for a million tasks they would take minutes. */
const PEERS_UP_TO = 100_000;

/** With at least this many tasks, the time until `exec` has read the plan and started its first task is measured, too. */
const FIRST_TASK_FROM = 1_000_000;

export const ALL_TO_DO_TARGETS = { tasks: 1_000_000, planSeconds: 25, firstTaskSeconds: 20, peakMiB: 3072 } as const;

/** With as many tasks, all to do: our time divided by that of `ninja -n`, at most. */
export const DRY_RUN_TARGET = { tasks: 100_000, times: 3 } as const;

export const allToDoTitle = (tasks: number): string => `layered ${tasks.toLocaleString('en')}, all to do`;
export const firstTaskTitle = (tasks: number): string => `${allToDoTitle(tasks)}: exec up to its first task`;
export const nothingToDoTitle = (refs: number): string => `layered ${refs.toLocaleString('en')}, nothing to do`;

/** Plans a layered graph with nothing to do (by versions) and with everything to do. The peers are dry runs of ninja and make. */
export async function planComparisons(sizes: readonly number[], scratch: string): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const tasks of sizes) comparisons.push(...(await ofSize(tasks, join(scratch, String(tasks)))));
  return comparisons;
}

async function ofSize(tasks: number, folder: string): Promise<Comparison[]> {
  const laid = await layOut(shapeOf('layered', tasks), folder);
  const planFile = join(folder, 'plan.json');
  const stateDir = join(folder, 'state');
  const seeded = join(folder, 'seeded');
  fresh(seeded);
  await seedCatalog(laid.shape, await jobs(folder), seeded);

  const target = PLAN_TARGETS.get(tasks);
  const memory = target?.peakMiB === undefined ? '' : ` and ${target.peakMiB} MiB`;
  const plan = (left: number, stateDir: string, prepare: () => void): Contender => ({
    name: 'databuild plan',
    us: true,
    mayBreak: true,
    prepare,
    measure: whole(planCommand(laid, stateDir, planFile)),
    check: () => {
      expectTasks(planFile, left);
    },
  });
  const nothing: Comparison = {
    title: nothingToDoTitle(tasks),
    ...(target !== undefined && { target: `less than ${target.seconds} s${memory}` }),
    // Planning only reads the catalog, so every run starts from the same state.
    contenders: [plan(0, seeded, () => undefined)],
  };
  const { planSeconds, firstTaskSeconds, peakMiB } = ALL_TO_DO_TARGETS;
  const hasTarget = tasks === ALL_TO_DO_TARGETS.tasks;
  const within = (seconds: number): object =>
    hasTarget ? { target: `less than ${seconds} s and ${peakMiB} MiB` } : {};
  const isDryRun = tasks === DRY_RUN_TARGET.tasks && { target: `at most ${DRY_RUN_TARGET.times} × ninja -n` };
  return [
    nothing,
    {
      title: allToDoTitle(tasks),
      ...within(planSeconds),
      ...isDryRun,
      contenders: [
        plan(tasks, stateDir, () => {
          fresh(stateDir);
        }),
        ...(tasks > PEERS_UP_TO ? [] : dryRuns(laid)),
      ],
    },
    ...(tasks < FIRST_TASK_FROM
      ? []
      : [
          {
            title: firstTaskTitle(tasks),
            ...within(firstTaskSeconds),
            contenders: [execToFirstTask(planFile, join(folder, 'work'))],
          },
        ]),
  ];
}

/** `exec` of the plan from the previous comparison: it reads the plan, announces all tasks and starts one. */
function execToFirstTask(planFile: string, work: string): Contender {
  return {
    name: 'databuild exec',
    us: true,
    mayBreak: true,
    prepare: () => {
      fresh(work);
      fresh(`${work}-state`);
    },
    measure: () => measureUntil(execCommand(planFile, work), join(work, fileOf(0))),
    check: () => undefined,
  };
}

/** The jobs of the graph, from a plan of the smallest graph. */
async function jobs(folder: string): ReturnType<typeof jobsOf> {
  const small = await layOut(shapeOf('layered', 10), join(folder, 'small'));
  const planFile = join(small.folder, 'plan.json');
  measure(planCommand(small, join(small.folder, 'state'), planFile));
  return jobsOf(planFile);
}

function dryRuns({ shape, folder }: Laid): Contender[] {
  writeFileSync(join(folder, 'build.ninja'), ninjaFile(shape));
  writeFileSync(join(folder, 'Makefile'), makefile(shape));
  return (
    [
      ['ninja', '-n', '--quiet'],
      ['make', '-n'],
    ] as const
  ).map(([name, ...args]) => ({
    name: `${name} -n`,
    us: false,
    prepare: () => undefined,
    measure: whole({ file: program(name), args, cwd: folder, stdoutFile: join(folder, 'dry-run.out') }),
    check: () => undefined,
  }));
}

function expectTasks(planFile: string, count: number): void {
  // One ref per line. A million of them are written one by one, not as one string.
  const bytes = readFileSync(planFile);
  const task = '\n{"id":"';
  let tasks = 0;
  for (let at = bytes.indexOf(task); at >= 0; at = bytes.indexOf(task, at + 1)) tasks++;
  if (tasks !== count) throw new Error(`the plan has ${tasks} tasks, not ${count}`);
}
