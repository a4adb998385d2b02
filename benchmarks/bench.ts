import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { compare, type Comparison } from './comparison.js';
import { execComparisons } from './compare_exec.js';
import { planComparisons } from './compare_plan.js';
import { table } from './table.js';

interface Benchmark {
  readonly about: string;
  readonly sizes: readonly number[];
  readonly comparisons: (sizes: readonly number[], scratch: string) => Promise<Comparison[]> | Comparison[];
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  plan: {
    about: 'planning layered graphs, nothing to do and all to do: time and peak memory',
    sizes: [10_000, 100_000],
    comparisons: planComparisons,
  },
  exec: {
    about: 'running layered graphs of touch tasks with catalog and logs on, against ninja and make',
    sizes: [1_000, 10_000],
    comparisons: execComparisons,
  },
};

const args = await yargs(hideBin(process.argv))
  .scriptName('npm run bench --')
  .usage(
    '$0 [NAME..]\n\nCompares DataBuild with its peers in turns and prints medians and ratios.\nWithout a name: lists the comparisons.',
  )
  .option('rounds', { type: 'number', default: 5, describe: 'Runs of each contender' })
  .option('sizes', {
    type: 'number',
    array: true,
    describe: 'Numbers of tasks instead of the usual ones (multiples of 10)',
  })
  .check(({ _: names }) => {
    const unknown = names.find((name) => !(name in BENCHMARKS));
    return unknown === undefined || `There is no comparison ${String(unknown)}; run it without a name to list them.`;
  })
  .strictOptions()
  .parse();

if (args._.length === 0) {
  for (const [name, { about }] of Object.entries(BENCHMARKS)) console.log(`${name.padEnd(8)}${about}`);
}
for (const name of args._) await run(String(name));

async function run(name: string): Promise<void> {
  const benchmark = BENCHMARKS[name];
  if (benchmark === undefined) throw new Error(`no benchmark ${name}`);
  const scratch = mkdtempSync(join(tmpdir(), `databuild-bench-${name}-`));
  try {
    const results = [];
    for (const comparison of await benchmark.comparisons(args.sizes ?? benchmark.sizes, scratch)) {
      const result = compare(comparison, args.rounds, (line) => {
        console.error(line);
      });
      results.push(result);
      console.log(`\n${table(result)}`);
    }
    save(name, results);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Writes NAME.json and NAME.md below benchmarks/results of the workspace. */
function save(name: string, results: readonly Parameters<typeof table>[0][]): void {
  const machine = `${String(availableParallelism())} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;
  const folder = join(process.env['BUILD_WORKSPACE_DIRECTORY'] ?? process.cwd(), 'benchmarks', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ name, machine, date: today(), results }, null, 2)}\n`,
  );
  writeFileSync(
    join(folder, `${name}.md`),
    `# ${name}\n\n${machine}; ${today()}; medians of runs taken in turns. Rerun: \`npm run bench -- ${name}\`.\n\n${results.map(table).join('\n')}`,
  );
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
