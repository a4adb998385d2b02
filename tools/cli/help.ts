import type { Command, OptionName } from './command.js';

/** The Bazel target that a program was built from. */
export interface Target {
  /** `flights_graph.plan`. */
  readonly name: string;
  /** `//examples/flights:flights_graph.plan`. */
  readonly label: string;
}

/** @param label of the graph or job */
export function targetOf(label: string, command: Command): Target {
  const colon = label.lastIndexOf(':');
  const name = colon >= 0 ? label.slice(colon + 1) : label.slice(label.lastIndexOf('/') + 1);
  return { name: `${name}.${command.suffix}`, label: `${label}.${command.suffix}` };
}

export const OPTION_HELP: Readonly<Record<OptionName, string>> = {
  'state-dir': 'Where the catalog and the logs lie. [default: $DATABUILD_STATE_DIR, else .databuild]',
  catalog: 'postgres://… of a catalog that machines share. [default: $DATABUILD_CATALOG, else in the state dir]',
  'data-dir': 'Working directory of every job. [default: $DATABUILD_DATA_DIR, else <state dir>/data]',
  jobs: 'How many tasks run at one time. [default: number of processors]',
  'configure-timeout': 'Seconds that one call of lookup or configure may take. [default: 600]',
  grace: 'Seconds between asking a task to stop (SIGTERM) and killing it. [default: 10]',
  direction: 'TB (top to bottom), LR (left to right), BT or RL. [default: TB]',
  diff: 'Print what differs from the plan in this file, not the plan. Exit code: 0 nothing, 1 something, 2 no plan could be made.',
  json: 'Print JSON.',
  quiet: 'Say nothing but what went wrong.',
  'pass-env': 'Pass this variable of yours on to lookup, configure and jobs. May be repeated.',
};

export function usageLines(command: Command, target: Target): string {
  const what = ARGUMENTS[command.takes].usage;
  return [
    `Usage: ${target.name} [options] ${what}`,
    `       bazel run ${target.label} -- [options] ${what}`,
    '',
    command.summary,
  ].join('\n');
}

export function epilogue(command: Command, target: Target): string {
  const examples = command.examples.flatMap(([args, what]) => [
    `  ${what}:`,
    `    bazel run ${target.label} -- ${args}`,
  ]);
  const sections = [['Examples:', ...examples], ARGUMENTS[command.takes].help];
  const runs = command.options.includes('jobs');
  if (runs) sections.push(RUNNING);
  const startsPrograms = command.options.includes('pass-env');
  sections.push(environmentText(startsPrograms, runs || command.options.includes('json')), exitCodes(command, runs));
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

const REFS = [
  'Refs:',
  '  REF      a partition, for example daily/date=2024-03-01',
  '  -        refs from standard input, one per line; empty lines are skipped',
  '  @FILE    refs from a file, in the same way',
  '  @@x      the ref "@x" itself',
  '  --       what follows are refs, even if they begin with "-"',
];

const PLAN = ['Plan:', '  PLAN     file that the plan target wrote; "-" or nothing means standard input'];

const GRAPHS = ['Files:', '  FILE     what an analyze, plan or merge target wrote; "-" means standard input'];

/** What a command takes besides options. */
const ARGUMENTS: Readonly<Record<Command['takes'], { readonly usage: string; readonly help: readonly string[] }>> = {
  refs: { usage: 'REF...', help: REFS },
  plan: { usage: '[PLAN]', help: PLAN },
  graphs: { usage: 'FILE...', help: GRAPHS },
  'old-and-new': { usage: 'OLD_FILE NEW_FILE', help: GRAPHS },
};

const RUNNING = [
  'Tasks:',
  '  A task runs in the data directory, in a process group that ends with the build. Its output goes to',
  '  <state dir>/builds/<build id>/logs/<task id>.log. It gets the args and env of its config, and',
  '    DATABUILD_BUILD_ID, DATABUILD_TASK_ID',
  '    DATABUILD_OUTPUTS        its refs as a JSON array; left out above 64 KiB, where',
  '    DATABUILD_OUTPUTS_FILE   names a file with the same text',
  '    DATABUILD_METADATA_FILE  where it may write a JSON object for the manifest',
  '  When one fails, no other is started; those that run are waited for.',
];

function environmentText(startsPrograms: boolean, colors: boolean): string[] {
  return [
    'Environment:',
    ...(startsPrograms
      ? ['  DATABUILD_STATE_DIR, DATABUILD_DATA_DIR, DATABUILD_CATALOG   as the options of that name']
      : []),
    '  DATABUILD_DEBUG=1                         stack traces of errors inside DataBuild',
    ...(colors ? ['  NO_COLOR=1                                no colours on a terminal'] : []),
    ...(startsPrograms
      ? [
          '  Programs that are started see PATH, HOME, TMPDIR, LANG, DATABUILD_DATA_DIR, the runfiles variables',
          '  of Bazel and what --pass-env names; nothing else of yours.',
        ]
      : []),
  ];
}

function exitCodes({ exitCode1 }: Command, runs: boolean): string[] {
  return [
    'Exit codes:',
    '  0    done',
    `  1    ${exitCode1 ?? `${runs ? 'a task, a configure or a lookup' : 'a lookup or a configure'} failed`}`,
    '  2    bad usage or input: an option, a ref, a plan, the state directory',
    '  130, 143, 129   stopped by Ctrl-C (SIGINT), SIGTERM, SIGHUP; a second one kills at once',
  ];
}
