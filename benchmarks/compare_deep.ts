import { join } from 'node:path';
import type { Comparison, Contender } from './comparison.js';
import { builtTarget, fresh, touched } from './folders.js';
import { measure, type Command } from './measure.js';
import { snakemake } from './peers.js';

/** All partitions of `//benchmarks/deep`: three for each month, the years and the overview. */
const PARTITIONS = 186;

export const PROGRAMS_NOTHING_TITLE = 'programs as they are, nothing to do';
export const PLANNED_TITLE = 'patterns and workers, planned from nothing';
export const BUILT_TITLE = 'patterns and workers, built from nothing';
export const NOTHING_TITLE = 'patterns and workers, nothing to do';

/** What is promised of the graph whose programs are Python: seconds. */
export const PROGRAMS_SECONDS = 1.2;
/** What is promised of patterns and workers: our time divided by that of snakemake. */
export const TIMES_SNAKEMAKE = 1.5;

/** A graph of 60 months that is discovered month by month, beside snakemake, which reads the whole of it from one file. */
export function deepComparisons(scratch: string): Comparison[] {
  const folderOf = (name: string): string => join(scratch, name);
  const target = `at most ${TIMES_SNAKEMAKE} times as long as snakemake`;
  const both = (title: string, of: (side: Side) => Contender): Comparison => ({
    title,
    target,
    contenders: [ours('workers', folderOf('workers')), theirs(folderOf('snakemake'))].map(of),
  });
  return [
    both(PLANNED_TITLE, planned),
    both(BUILT_TITLE, built),
    both(NOTHING_TITLE, nothingToDo),
    {
      title: PROGRAMS_NOTHING_TITLE,
      target: `less than ${PROGRAMS_SECONDS} s`,
      contenders: [
        nothingToDo(ours('programs', folderOf('programs'))),
        nothingToDo(theirs(folderOf('snakemake-again'))),
      ],
    },
  ];
}

/** A program that builds the overview, and everything that it is made from. */
interface Side {
  readonly name: string;
  readonly us: boolean;
  /** Where its tasks touch their files; each is named after its partition. */
  readonly work: string;
  /** Forgets everything that was built. */
  readonly forget: () => void;
  readonly plan: () => Command;
  readonly build: () => Command;
}

function ours(graph: 'programs' | 'workers', work: string): Side {
  const stateDir = `${work}-state`;
  const command = (name: string, ...args: readonly string[]): Command => ({
    file: builtTarget(`${graph}.${name}`, 'deep'),
    args: ['--quiet', '--state-dir', stateDir, '--data-dir', work, ...args, 'overview'],
    cwd: work,
    stdoutFile: `${work}.out`,
  });
  return {
    name: 'databuild',
    us: true,
    work,
    forget: () => {
      fresh(work);
      fresh(stateDir);
    },
    plan: () => command('plan'),
    build: () => command('build', '--jobs', '2'),
  };
}

function theirs(work: string): Side {
  const command = (...args: readonly string[]): Command => ({
    cwd: work,
    stdoutFile: `${work}.out`,
    ...snakemake(work, '--snakefile', builtTarget('Snakefile', 'deep'), ...args),
  });
  return {
    name: 'snakemake',
    us: false,
    work,
    forget: () => {
      fresh(work);
    },
    plan: () => command('--dry-run'),
    build: () => command(),
  };
}

function planned({ name, us, work, forget, plan }: Side): Contender {
  return {
    name: us ? `${name} plan` : name,
    us,
    prepare: forget,
    measure: () => measure(plan()),
    check: () => {
      expectFiles(work, 0);
    },
  };
}

function built({ name, us, work, forget, build }: Side): Contender {
  return {
    name: us ? `${name} build` : name,
    us,
    prepare: forget,
    measure: () => measure(build()),
    check: () => {
      expectFiles(work, PARTITIONS);
    },
  };
}

/** Builds everything once, before the first run. */
function nothingToDo({ name, us, work, forget, build }: Side): Contender {
  let before: number | undefined;
  return {
    name: us ? `${name} build` : name,
    us,
    prepare: () => {
      if (before !== undefined) return;
      forget();
      measure(build());
      before = expectFiles(work, PARTITIONS);
    },
    measure: () => measure(build()),
    check: () => {
      if (expectFiles(work, PARTITIONS) !== before) throw new Error(`${name} ran tasks with nothing to do`);
    },
  };
}

/** @returns when the last one was touched, in milliseconds since the epoch */
function expectFiles(work: string, expected: number): number {
  const { count, lastMs } = touched(work, /^(balance|orders|overview|rates|year)/);
  if (count !== expected) throw new Error(`${count} files were touched where ${expected} were expected`);
  return lastMs;
}
