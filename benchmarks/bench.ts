import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { chainComparisons } from './compare_chain.js';
import { deepComparisons } from './compare_deep.js';
import { EXEC_SHAPES, execComparisons } from './compare_exec.js';
import { nullComparisons } from './compare_null.js';
import { planComparisons } from './compare_plan.js';
import { slurmComparisons } from './compare_slurm.js';
import { spawnComparisons } from './compare_spawn.js';
import { startComparisons } from './compare_start.js';
import { compare, type Comparison, type ComparisonResult } from './comparison.js';
import { growthOf, growthPlot, growthTable } from './growth.js';
import { resultsFolder, save, type Saved } from './results.js';
import { writeSummary } from './summary.js';
import { table } from './table.js';
import { machine, versions } from './versions.js';

interface Options {
  readonly sizes: readonly number[];
  readonly shapes: readonly (typeof EXEC_SHAPES)[number][];
  readonly slowPeers: boolean;
  readonly slowRounds: number;
}

interface Benchmark {
  readonly about: string;
  readonly rounds: number;
  readonly sizes: readonly number[];
  readonly peers: readonly string[];
  /** @param opened what it has opened, to be closed when all has been measured */
  readonly comparisons: (
    options: Options,
    scratch: string,
    opened: AsyncDisposableStack,
  ) => Promise<Comparison[]> | Comparison[];
  /** Returns Markdown to append below the tables. If the result has other files, it writes them itself. */
  readonly more?: (saved: Saved) => string[];
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  exec: {
    about:
      'running wide, chained and layered touch tasks, and running again with nothing to do; compared with five other programs',
    rounds: 5,
    sizes: [1_000, 10_000],
    peers: ['ninja', 'make', 'snakemake', 'wireit', 'doit'],
    comparisons: (options, scratch) => execComparisons(options.sizes, scratch, options),
  },
  spawn: {
    about: 'the cost of a task with a plan of 100,000 tasks in memory, and with a plan of 100',
    rounds: 15,
    sizes: [100_000],
    peers: [],
    comparisons: ({ sizes }, scratch) => spawnComparisons(sizes, scratch),
  },
  plan: {
    about:
      'planning layered graphs, with nothing to do and with everything to do: time, peak memory, and how they grow',
    rounds: 5,
    sizes: [1_000, 10_000, 100_000, 1_000_000],
    peers: ['ninja', 'make'],
    comparisons: ({ sizes }, scratch) => planComparisons(sizes, scratch),
    more: (saved) => {
      const points = growthOf(saved);
      if (points.length < 2) return [];
      writeFileSync(join(resultsFolder(), 'plan.svg'), growthPlot(points));
      return [growthTable(points)];
    },
  },
  chain: {
    about:
      'planning a chain of partitions, each known only after the one before; short tasks by workers and by processes',
    rounds: 3,
    sizes: [1_000],
    peers: [],
    comparisons: ({ sizes }, scratch) => chainComparisons(sizes, scratch),
  },
  deep: {
    about: '186 partitions over 60 months, each of which needs the month before, against snakemake',
    rounds: 5,
    sizes: [],
    peers: ['snakemake'],
    comparisons: (_, scratch) => deepComparisons(scratch),
  },
  slurm: {
    about: 'short tasks on a Slurm of this machine, packed and not, against sbatch and snakemake',
    rounds: 3,
    sizes: [100, 1_000, 10_000],
    peers: ['sbatch', 'snakemake'],
    comparisons: ({ sizes }, scratch, opened) => slurmComparisons(sizes, scratch, opened),
  },
  start: {
    about: 'starting a built target; compared with node alone and a bundle with yargs and zod',
    rounds: 9,
    sizes: [],
    peers: [],
    comparisons: (_, scratch) => startComparisons(scratch),
  },
  null: {
    about: 'bazel run of a plan where nothing changed; compared with Bazel alone and the plan alone',
    rounds: 7,
    sizes: [],
    peers: [],
    comparisons: (_, scratch) => nullComparisons(scratch),
  },
};

const args = await yargs(hideBin(process.argv))
  .scriptName('npm run bench --')
  .usage(
    '$0 [NAME..]\n\nCompares DataBuild with its peers in turns and prints medians and ratios.\nWithout a name: lists the comparisons.',
  )
  .option('rounds', { type: 'number', describe: 'Runs of each contender, instead of the usual number' })
  .option('sizes', {
    type: 'number',
    array: true,
    describe: 'Numbers of tasks instead of the usual ones (multiples of 10)',
  })
  .option('shapes', { choices: EXEC_SHAPES, array: true, default: EXEC_SHAPES, describe: 'exec: these shapes only' })
  .option('slow-peers', {
    type: 'boolean',
    default: false,
    describe: 'exec: run snakemake, wireit and doit on more than 1,000 tasks, too',
  })
  .option('slow-rounds', { type: 'number', default: 2, describe: 'exec: runs of snakemake, wireit and doit' })
  .option('save', { type: 'boolean', default: true, describe: 'Write the results into benchmarks/results' })
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
  const { sizes = benchmark.sizes, shapes, slowPeers, slowRounds, rounds = benchmark.rounds } = args;
  const results: ComparisonResult[] = [];
  // Saved after each comparison, so that an interrupted run keeps the comparisons that it finished.
  const keep = (): void => {
    if (!args.save) return;
    const saved: Saved = {
      name,
      machine: machine(),
      versions: versions(benchmark.peers),
      date: new Date().toISOString().slice(0, 16).replace('T', ' '),
      command: ['npm run bench --', ...hideBin(process.argv)].join(' '),
      results,
    };
    save(saved, benchmark.more?.(saved) ?? []);
    writeSummary();
  };
  await using opened = new AsyncDisposableStack();
  try {
    for (const comparison of await benchmark.comparisons({ sizes, shapes, slowPeers, slowRounds }, scratch, opened)) {
      const result = compare(comparison, rounds, (line) => {
        console.error(line);
      });
      results.push(result);
      console.log(`\n${table(result)}`);
      keep();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
