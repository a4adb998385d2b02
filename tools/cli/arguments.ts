import type { Action } from './command.js';

/** What a command takes besides options. */
export interface Arguments {
  /** The words of the usage line. */
  readonly usage: string;
  /** Heading for the explanation of these words; absent if there are none. */
  readonly title?: string;
  readonly words: readonly (readonly [word: string, meaning: string])[];
}

const FILES = 'a file written by an analyze, plan or merge target; "-" reads standard input';

/** By the value of `takes` in an action. */
export const ARGUMENTS: Readonly<Record<Action['takes'], Arguments>> = {
  refs: {
    usage: 'REF...',
    title: 'Refs',
    words: [
      ['REF', 'a partition, for example daily/date=2024-03-01'],
      ['-', 'reads refs from standard input, one per line; skips empty lines'],
      ['@FILE', 'reads refs from a file, in the same way'],
      ['@@x', 'the ref "@x" itself'],
      ['--', 'everything after it is a ref, even if it begins with "-"'],
    ],
  },
  tasks: {
    usage: '--plan PLAN ID...',
    title: 'Tasks',
    words: [['ID', 'the id of a task, as the plan has it: 16 digits from 0 to f']],
  },
  plan: {
    usage: '[PLAN]',
    title: 'Plan',
    words: [['PLAN', 'a file written by the plan target; "-" or no PLAN reads standard input']],
  },
  'plan-or-refs': {
    usage: 'PLAN|REF...',
    title: 'Plan or refs',
    words: [
      ['PLAN', 'one argument that ends with ".json": a file written by the plan target'],
      ['REF', 'a partition, for example daily/date=2024-03-01; "-", @FILE, @@x and "--" as for other targets'],
    ],
  },
  graphs: { usage: 'FILE...', title: 'Files', words: [['FILE', FILES]] },
  'old-and-new': { usage: 'OLD_FILE NEW_FILE', title: 'Files', words: [['FILE', FILES]] },
  prefix: {
    usage: '[PREFIX]',
    title: 'Prefix',
    words: [['PREFIX', 'the beginning of the refs; no PREFIX lists all']],
  },
  export: {
    usage: '[FILE]',
    title: 'File',
    words: [['FILE', 'a file written by the export action; "-" or no FILE reads standard input']],
  },
  build: {
    usage: '[ID]',
    title: 'Build',
    words: [['ID', 'the id of a build, or the beginning of it; no ID shows the newest build']],
  },
  pool: {
    usage: 'set NAME SLOTS | ls | rm NAME',
    title: 'Pools',
    words: [
      ['set NAME SLOTS', 'creates a pool, or changes how many slots it has'],
      ['ls', 'prints each pool, with the builds that hold slots and wait for slots, and for how long'],
      ['rm NAME', 'removes a pool; its tasks have no common limit then'],
    ],
  },
  trial: { usage: 'FILE', words: [] },
  nothing: { usage: '', words: [] },
};

/** What the patterns of `--match` and `--grid` mean, and their bounds. */
export const PATTERNS: Pick<Arguments, 'words'> & { readonly notes: readonly string[] } = {
  words: [
    ['report/month={month}', 'a {name} stands for one or more characters of a segment, as in the makes of a job'],
    ['flights/*', '"*" stands for any text, also an empty one or one with slashes'],
  ],
  notes: [
    'A pattern covers the whole ref. A segment has at most one {name}, and no "*" beside it.',
    '--from and --to compare texts: what the last {name} stands for, or {NAME} with NAME=TEXT. Both bounds are included, and so is every text that begins with that of --to.',
    'Names are those of --match; if it does not have the name, those in the makes of the job.',
    "What is selected from are the partitions that the graph's partitions program lists (docs/expected-partitions.md) or, for commands about existing partitions, those of the catalog.",
  ],
};
