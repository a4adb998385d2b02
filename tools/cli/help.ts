import type { Action, Command, CommandGroup, OptionName } from './command.js';

/** The Bazel target that a program was built from. */
export interface Target {
  /** `flights_graph.plan`; with the action of a group: `flights_graph.catalog ls`. */
  readonly name: string;
  /** How Bazel runs it; arguments are put behind. `bazel run //examples/flights:flights_graph.plan --`. */
  readonly bazelRun: string;
}

/** @param label of the graph or job */
export function targetOf(label: string, command: Command): Target {
  const colon = label.lastIndexOf(':');
  const name = colon >= 0 ? label.slice(colon + 1) : label.slice(label.lastIndexOf('/') + 1);
  return { name: `${name}.${command.suffix}`, bazelRun: `bazel run ${label}.${command.suffix} --` };
}

/** @param word that says which action of a group */
export function targetOfAction({ name, bazelRun }: Target, word: string): Target {
  return { name: `${name} ${word}`, bazelRun: `${bazelRun} ${word}` };
}

/** Columns that help takes. */
export const WIDTH = 100;

/** Options that say where something lies; variables do it, too. */
const PLACES = ['state-dir', 'data-dir', 'catalog'] as const;

export const OPTION_HELP: Readonly<Record<OptionName, string>> = {
  'state-dir': 'Where the catalog and the logs lie. [default: $DATABUILD_STATE_DIR, else .databuild]',
  catalog: 'postgres://… of a catalog that machines share. [default: $DATABUILD_CATALOG, else in the state dir]',
  'data-dir': 'Working directory of every job. [default: $DATABUILD_DATA_DIR, else <state dir>/data]',
  jobs: 'How many tasks run at one time. [default: number of processors]',
  'configure-timeout': 'Seconds that one call of lookup or configure may take. [default: 600]',
  resource:
    'name=N: how much of a resource the tasks of this build may use at once, such as cpu=4. Each build counts its own tasks only. May be repeated. [default: cpu, memory_mb of the machine]',
  optimistic: 'After a failure, go on with all that does not depend on it.',
  'no-wait': 'Fail at once, rather than wait, where another build is making the same partition.',
  'lease-ttl': 'Seconds after which another build takes over what this one was making, if this one dies. [default: 15]',
  grace: 'Seconds between asking a task to stop (SIGTERM) and killing it. [default: 10]',
  direction: 'TB (top to bottom), LR (left to right), BT or RL. [default: TB]',
  validity:
    "What proves that a partition need not be made again: presence (it is there), version (made by the same major versions) or content (by the same code, args and env, too). [default: each job's own, else version]",
  force: 'Make this partition again even if it is valid. May be repeated; @FILE for many.',
  'force-downstream': 'The same for this partition and all that is made from it, of what was asked for.',
  'audit-masked':
    'Before the build, make this many of the masked partitions again, in a copy of the data directory, and compare what their jobs report (DATABUILD_METADATA_FILE). Where it differs, nothing is built.',
  'on-drift':
    'When the graph or the catalog moved since the plan was made: refuse, replan (what was asked for, anew) or ignore (run the plan as it is). [default: refuse]',
  'allow-foreign-executables':
    "Run the plan even if tasks name executables that are not the run executables of the graph's jobs.",
  diff: 'Print what differs from the plan in this file, not the plan. Exit code: 0 nothing, 1 something, 2 no plan could be made.',
  grid: 'Draw the partitions that look like this, "*" for any text: a calendar of days, else a matrix of two keys.',
  since: 'Only what was recorded at this time or later: 2024-03-01 or 2024-03-01T06:30:00Z.',
  until: 'Only what was recorded before this time.',
  long: 'Print when each was recorded, and its manifest, too.',
  upstream: 'The same for all that they are made from, as far as it exists.',
  'keep-last': 'How many manifests of each ref are kept, 0 or more.',
  json: 'Print JSON.',
  quiet: 'Say nothing but what went wrong.',
  events:
    'Write the events of the build into this FILE, too; "-": to standard output, in the place of manifests; http(s)://…: post them there. May be repeated.',
  openlineage:
    'Append the lineage of the build (OpenLineage 2-0-2) to this FILE, or send it to http(s)://…, where no path means /api/v1/lineage.',
  'openlineage-namespace':
    'Namespace of the datasets in the lineage; those of jobs begin with it. [default: $OPENLINEAGE_NAMESPACE, else databuild]',
  'pass-env':
    'Pass this environment variable to lookup, configure and jobs, and print *** in place of its value. Where configure puts the value into args, ps shows it to all users of the machine. May be repeated.',
  follow: 'Show the log as it is written, and those of further attempts, until the task has ended.',
  build: 'Of this build, by its id or how that begins. [default: the one that tried last]',
  path: 'Print the path of the log, not the log.',
};

export function usageLines(action: Action, target: Target): string {
  const what = `[options] ${ARGUMENTS[action.takes].usage}`.trimEnd();
  return [`Usage: ${target.name} ${what}`, `       ${target.bazelRun} ${what}`, '', action.summary].join('\n');
}

export function epilogue(action: Action, target: Target): string {
  const sections: (readonly string[])[] = [exampleLines(action, target)];
  const { help } = ARGUMENTS[action.takes];
  if (help.length > 0) sections.push(help);
  const runs = action.options.includes('jobs');
  if (runs) sections.push(RUNNING, PROGRESS);
  sections.push(environmentText(action, runs), exitCodes(action, runs));
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

function exampleLines({ examples }: Action, { bazelRun }: Target): string[] {
  return ['Examples:', ...examples.flatMap(([args, what]) => [`  ${what}:`, `    ${bazelRun} ${args}`.trimEnd()])];
}

/** What a group says of itself: each action with its first example. */
export function groupHelp(group: CommandGroup, target: Target): string {
  const actions = [...group.actions].flatMap(([word, action]) => {
    const example = action.examples[0]?.[0] ?? '';
    return [
      '',
      `  ${word} ${ARGUMENTS[action.takes].usage}`.trimEnd(),
      ...wrapped(action.summary, '      '),
      `      ${targetOfAction(target, word).bazelRun} ${example}`.trimEnd(),
    ];
  });
  return [
    `Usage: ${target.name} ACTION [options] ...`,
    `       ${target.bazelRun} ACTION [options] ...`,
    '',
    group.summary,
    '',
    'Actions, each with an example:',
    ...actions,
    '',
    `"${target.name} ACTION --help" tells all of an action: its options, more examples, its exit codes.`,
  ].join('\n');
}

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
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

const PREFIX = ['Prefix:', '  PREFIX   what the refs begin with; nothing means all'];

const EXPORT = ['File:', '  FILE     what the export action wrote; "-" or nothing means standard input'];

const BUILD = ['Build:', '  ID       its id, or the beginning of it; nothing means the newest'];

/** What a command takes besides options. */
const ARGUMENTS: Readonly<Record<Action['takes'], { readonly usage: string; readonly help: readonly string[] }>> = {
  refs: { usage: 'REF...', help: REFS },
  plan: { usage: '[PLAN]', help: PLAN },
  graphs: { usage: 'FILE...', help: GRAPHS },
  'old-and-new': { usage: 'OLD_FILE NEW_FILE', help: GRAPHS },
  prefix: { usage: '[PREFIX]', help: PREFIX },
  export: { usage: '[FILE]', help: EXPORT },
  build: { usage: '[ID]', help: BUILD },
  nothing: { usage: '', help: [] },
};

const RUNNING = [
  'Tasks:',
  '  A task runs in the data directory, in a process group that ends with the build. Its output goes to',
  '  <state dir>/builds/<build id>/logs/<task id>.log. It gets the args and env of its config, and',
  '    DATABUILD_BUILD_ID, DATABUILD_TASK_ID',
  '    DATABUILD_OUTPUTS        its refs as a JSON array; left out above 64 KiB, where',
  '    DATABUILD_OUTPUTS_FILE   names a file with the same text',
  '    DATABUILD_METADATA_FILE  where it may write a JSON object for the manifest',
  '    TRACEPARENT              its place in the trace of the build (W3C)',
  '  When one fails, no other is started, unless with --optimistic; those that run are waited for.',
  '  So it is after Ctrl-C (SIGINT). A second one, SIGTERM or SIGHUP ends them: SIGTERM, after the grace',
  '  SIGKILL; one more kills at once. What was ended is not recorded.',
];

const PROGRESS = [
  'Output:',
  '  Manifests go to standard output, one JSON object per line, so there is no --json. What happens goes to',
  '  standard error. On a terminal it is a view of what runs, with the last line of each log, and the time',
  '  that is left, by what was recorded ("over": not counting tasks of unknown duration); manifests are left',
  '  out where standard output is a terminal, too. Elsewhere, and with TERM=dumb, it is a line for each',
  '  event; of tasks skipped, aborted or delegated the first 20 and a number. --events gives all, as JSON.',
];

function environmentText({ options, takes }: Action, runs: boolean): string[] {
  const places = PLACES.filter((name) => options.includes(name));
  const variables = places.map((name) => `DATABUILD_${name.toUpperCase().replace('-', '_')}`).join(', ');
  const colors = runs || options.includes('diff') || takes === 'old-and-new';
  return [
    'Environment:',
    ...(places.length > 0 ? [`  ${variables}   as the option${places.length > 1 ? 's' : ''} of that name`] : []),
    '  DATABUILD_DEBUG=1                         stack traces of errors inside DataBuild',
    ...(colors ? ['  NO_COLOR=1                                no colours on a terminal'] : []),
    ...(options.includes('openlineage')
      ? [
          '  OTEL_EXPORTER_OTLP_ENDPOINT               where spans of the build go (OTLP over HTTP), with the other',
          '                                            OTEL_… variables; TRACEPARENT is what they hang below',
          '  OPENLINEAGE_API_KEY, OPENLINEAGE_PARENT_ID  bearer token for the lineage; what the build hangs below',
        ]
      : []),
    ...(options.includes('configure-timeout')
      ? [
          '  Programs that are started see PATH, HOME, TMPDIR, LANG, DATABUILD_DATA_DIR, the runfiles variables',
          '  of Bazel and what --pass-env names; nothing else of yours.',
        ]
      : []),
  ];
}

function exitCodes({ exitCode1, exitCode2 }: Action, runs: boolean): string[] {
  return [
    'Exit codes:',
    '  0    done',
    `  1    ${exitCode1 ?? `${runs ? 'a task, a configure or a lookup' : 'a lookup or a configure'} failed`}`,
    `  2    ${exitCode2 ?? 'bad usage or input: an option, a ref, a plan, the state directory'}`,
    '  130, 143, 129   stopped by Ctrl-C (SIGINT), SIGTERM, SIGHUP',
  ];
}
