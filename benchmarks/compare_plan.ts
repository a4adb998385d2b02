import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison, Contender } from './comparison.js';
import { builtTarget, fresh, program } from './folders.js';
import { layered, makefile, ninjaFile, requestedRefs } from './layered.js';
import { measure, type Command } from './measure.js';
import { seedCatalog } from './seed.js';

const TARGETS = new Map([
  [10_000, 'nothing to do in less than 0.5 s'],
  [100_000, 'nothing to do in less than 2 s'],
]);

/** Planning a layered graph with nothing to do and with all to do, beside the dry runs of ninja and make. */
export async function planComparisons(sizes: readonly number[], scratch: string): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const tasks of sizes) comparisons.push(...(await ofSize(tasks, join(scratch, String(tasks)))));
  return comparisons;
}

async function ofSize(tasks: number, folder: string): Promise<Comparison[]> {
  fresh(folder);
  const graph = layered(tasks);
  const refsFile = join(folder, 'refs');
  writeFileSync(refsFile, requestedRefs(graph));
  writeFileSync(join(folder, 'build.ninja'), ninjaFile(graph));
  writeFileSync(join(folder, 'Makefile'), makefile(graph));

  const planFile = join(folder, 'plan.json');
  const stateDir = join(folder, 'state');
  const plan: Command = {
    file: builtTarget('layered.plan'),
    args: ['--state-dir', stateDir, `@${refsFile}`],
    cwd: folder,
    stdoutFile: planFile,
  };
  const seeded = join(folder, 'seeded');
  fresh(seeded);
  fresh(stateDir);
  measure(plan);
  await seedCatalog(planFile, seeded);

  const title = `layered ${tasks.toLocaleString('en')}`;
  const target = TARGETS.get(tasks);
  return [
    {
      title: `${title}, nothing to do`,
      ...(target === undefined ? {} : { target }),
      contenders: [
        {
          name: 'databuild plan',
          us: true,
          prepare: () => {
            fresh(stateDir);
            cpSync(seeded, stateDir, { recursive: true });
          },
          command: plan,
          check: () => {
            expectTasks(planFile, 0);
          },
        },
      ],
    },
    {
      title: `${title}, all to do`,
      contenders: [
        {
          name: 'databuild plan',
          us: true,
          prepare: () => {
            fresh(stateDir);
          },
          command: plan,
          check: () => {
            expectTasks(planFile, tasks);
          },
        },
        dryRun('ninja -n', program('ninja', 'ninja-build'), ['-n', '--quiet'], folder),
        dryRun('make -n', program('make', 'make'), ['-n'], folder),
      ],
    },
  ];
}

const dryRun = (name: string, file: string, args: readonly string[], cwd: string): Contender => ({
  name,
  us: false,
  prepare: () => undefined,
  command: { file, args, cwd, stdoutFile: join(cwd, 'dry-run.out') },
  check: () => undefined,
});

function expectTasks(planFile: string, count: number): void {
  const plan = JSON.parse(readFileSync(planFile, 'utf8')) as { tasks: unknown[] };
  if (plan.tasks.length !== count) {
    throw new Error(`the plan has ${String(plan.tasks.length)} tasks where ${String(count)} were expected`);
  }
}
