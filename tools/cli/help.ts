import { ARGUMENTS, PATTERNS } from './arguments.js';
import type { Action, Command, CommandGroup } from './command.js';
import { exitCodesOf, runsTasks, SIGNAL_EXIT_CODES } from './exit_codes.js';
import { defaultOf, type Option } from './option_kinds.js';
import { optionsNamed } from './options.js';

/** The Bazel target that a program was built from. */
export interface Target {
  /** `flights_graph.plan`; with the action of a group: `flights_graph.catalog ls`. */
  readonly name: string;
  /** How to run it with Bazel, to be followed by arguments: `bazel run //examples/flights:flights_graph.plan --`. */
  readonly bazelRun: string;
}

/**
 * @param label label of the graph, job or service
 * @param startedAs how the user started it, if not by its own name
 */
export function targetOf(label: string, command: Pick<Command, 'suffix'>, startedAs?: string): Target {
  const colon = label.lastIndexOf(':');
  const name = colon >= 0 ? label.slice(colon + 1) : label.slice(label.lastIndexOf('/') + 1);
  const suffix = command.suffix === '' ? '' : `.${command.suffix}`;
  return { name: startedAs ?? `${name}${suffix}`, bazelRun: `bazel run ${label}${suffix} --` };
}

/** @param word name of the action */
export function targetOfAction({ name, bazelRun }: Target, word: string): Target {
  return { name: `${name} ${word}`, bazelRun: `${bazelRun} ${word}` };
}

/** Width of the help in columns. */
const WIDTH = 100;

/** The help of an action: what it does, its options, arguments, examples and exit codes. */
export function actionHelp(action: Action, target: Target): string {
  const what = `[options] ${ARGUMENTS[action.takes].usage}`.trimEnd();
  const sections: (readonly string[])[] = [
    [`Usage: ${target.name} ${what}`, `       ${target.bazelRun} ${what}`],
    wrapped(action.summary, ''),
    optionLines(action),
    exampleLines(action, target),
  ];
  const { title, words } = ARGUMENTS[action.takes];
  if (title !== undefined) sections.push([`${title}:`, ...table(words)]);
  if (action.options.includes('match')) sections.push(PATTERN_LINES);
  const runs = runsTasks(action);
  if (runs) sections.push(RUNNING, PROGRESS);
  sections.push(environmentText(action, runs), exitCodeLines(action));
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

type Row = Pick<Option, 'name' | 'alias' | 'value' | 'help' | 'default' | 'variable'>;

/** Options that the command line itself answers. */
const HELP: Row = { name: 'help', alias: 'h', help: 'Print this help.' };
const VERSION: Row = { name: 'version', help: 'Print the version.' };

function optionLines({ options }: Action): string[] {
  const rows = [HELP, ...optionsNamed(options), VERSION];
  return ['Options:', ...table(rows.map((option) => [typedAs(option), optionText(option)]))];
}

function typedAs({ name, alias, value }: Row): string {
  return `${alias === undefined ? '   ' : `-${alias},`} --${name} ${value ?? ''}`.trimEnd();
}

function optionText(option: Row): string {
  const otherwise = defaultOf(option);
  return otherwise === undefined ? option.help : `${option.help} [default: ${otherwise}]`;
}

function exampleLines({ examples }: Action, { bazelRun }: Target): string[] {
  return ['Examples:', ...examples.flatMap(([args, what]) => [`  ${what}:`, `    ${bazelRun} ${args}`.trimEnd()])];
}

/** The help of a group: each action with its first example. */
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
    `"${target.name} ACTION --help" lists the options, examples and exit codes of an action.`,
  ].join('\n');
}

/** Texts with a title each, in two columns. */
function table(rows: readonly (readonly [title: string, text: string])[]): string[] {
  const indent = ' '.repeat(Math.max(...rows.map(([title]) => title.length)) + 4);
  return rows.flatMap(([title, text]) => {
    const [first = '', ...others] = wrapped(text, indent);
    return [`  ${title}`.padEnd(indent.length) + first.trimStart(), ...others];
  });
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

const PATTERN_LINES = ['Patterns:', ...table(PATTERNS.words), ...PATTERNS.notes.flatMap((note) => wrapped(note, '  '))];

const RUNNING = [
  'Tasks:',
  '  A task runs in the data directory, in a process group that ends with the build. Its output goes to',
  '  <state dir>/builds/<build id>/logs/<task id>.log. It gets the args and env of its config, and',
  '    DATABUILD_BUILD_ID, DATABUILD_TASK_ID',
  '    DATABUILD_OUTPUTS        its refs as a JSON array; not set above 64 KiB, where',
  '    DATABUILD_OUTPUTS_FILE   names a file with the same text',
  '    DATABUILD_METADATA_FILE  where it may write a JSON object for the manifest',
  '    TRACEPARENT              its place in the trace of the build (W3C)',
  '  When a task fails, no new task starts (unless --optimistic is given), and running tasks finish.',
  '  The same happens after Ctrl-C (SIGINT). A second Ctrl-C, SIGTERM or SIGHUP ends the running tasks:',
  '  they get SIGTERM, and SIGKILL after the grace period. A third one kills them at once.',
  '  Tasks that were ended are not recorded; the same command runs them again.',
];

const PROGRESS = [
  'Output:',
  '  Standard output gets the manifests, one JSON object per line (so there is no --json).',
  '  A terminal that shows the view of running tasks gets no manifests.',
  '  Standard error gets the progress. On a terminal, this is a view of the running tasks, the last',
  '  line of each log, and the estimated time left ("over": without tasks of unknown duration).',
  '  Elsewhere, and with TERM=dumb, it is one line per event. Of the tasks that were skipped, aborted',
  '  or delegated only the first 20 are listed; --events writes all events, as JSON.',
];

function environmentText({ options, takes }: Action, runs: boolean): string[] {
  const variables = optionsNamed(options).flatMap(({ variable }) => variable ?? []);
  const colors = runs || options.includes('diff') || takes === 'old-and-new';
  return [
    'Environment:',
    ...(variables.length > 0
      ? wrapped(
          `${variables.join(', ')}   default${variables.length > 1 ? 's' : ''} of the option${variables.length > 1 ? 's' : ''} of that name`,
          '  ',
        )
      : []),
    '  DATABUILD_DEBUG=1                         stack traces of errors inside DataBuild',
    ...(colors ? ['  NO_COLOR=1                                no colours on a terminal'] : []),
    ...(options.includes('openlineage')
      ? [
          '  OTEL_EXPORTER_OTLP_ENDPOINT               where to send spans of the build (OTLP over HTTP);',
          '                                            other OTEL_… variables and TRACEPARENT are read, too',
          '  OPENLINEAGE_API_KEY, OPENLINEAGE_PARENT_ID  bearer token for the lineage; parent run of the build',
        ]
      : []),
    ...(options.includes('configure-timeout')
      ? [
          '  lookup, configure and jobs get PATH, HOME, TMPDIR, LANG, DATABUILD_DATA_DIR, the runfiles',
          '  variables of Bazel and the variables named by --pass-env; no other variables of yours.',
        ]
      : []),
  ];
}

function exitCodeLines(action: Action): string[] {
  return ['Exit codes:', ...table([...exitCodesOf(action), SIGNAL_EXIT_CODES])];
}
