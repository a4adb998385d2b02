import {
  ARGUMENTS,
  COMMANDS,
  defaultOf,
  exitCodesOf,
  OPTIONS,
  optionsNamed,
  PATTERNS,
  SIGNAL_EXIT_CODES,
  type Action,
  type Arguments,
  type Command,
  type Option,
} from '../../cli/index.js';
import { code, plain, table } from './markdown.js';

const INTRODUCTION = `<!-- generated: do not edit; bazel run //tools/dev/docs:update_docs -->

# Commands and options

A [graph or a job](rules.md) declares a target for each command below. Here the graph is \`//pkg:g\` and the job is \`//pkg:j\`.
\`--help\` of a target prints the same for that target alone. [Arguments](#arguments), [patterns](#patterns), [options](#options) and [signals](#signals) are described
once, after the targets. [Operating DataBuild](operating.md) and [the catalog](catalog.md) are the guides.

Data goes to standard output, everything for people to standard error.`;

/** Generates `docs/commands.md`, the reference of commands and options, from the tables of the command line. */
export function commandsPage(): string {
  const commands = [...COMMANDS.values()].filter((command) => !('hasNoTarget' in command));
  const sections = [
    INTRODUCTION,
    '## Targets of a graph',
    ...commands.filter(({ descriptor }) => descriptor === 'graph').flatMap((command) => commandSections('g', command)),
    '## Targets of a job',
    ...commands.filter(({ descriptor }) => descriptor === 'job').flatMap((command) => commandSections('j', command)),
    '## The service',
    ...commands.filter(({ descriptor }) => descriptor === 'service').flatMap(serviceSections),
    ...argumentSections(),
    ...patternSections(),
    ...optionSections(),
  ];
  return `${sections.join('\n\n')}\n`;
}

function commandSections(name: string, command: Command): string[] {
  const target = `${name}.${command.suffix}`;
  if (!('actions' in command)) return [`### ${code(`:${target}`)}`, ...actionSections(`//pkg:${target}`, command)];
  return [
    `### ${code(`:${target}`)}`,
    `${plain(command.summary)} The first argument is the action.`,
    ...[...command.actions].flatMap(([word, action]) => [
      `#### ${code(`:${target} ${word}`)}`,
      ...actionSections(`//pkg:${target}`, action, word),
    ]),
  ];
}

/** The service is one target of DataBuild itself. */
function serviceSections(command: Command): string[] {
  if ('actions' in command) throw new Error('the service has one action');
  return [`### ${code(SERVICE)}`, ...actionSections(SERVICE, command)];
}

const SERVICE = '@databuild//service:databuild_service';

function actionSections(target: string, action: Action, word?: string): string[] {
  const start = [`bazel run ${target} --`, word ?? []].flat().join(' ');
  const usage = [start, action.options.length > 0 ? '[options]' : [], ARGUMENTS[action.takes].usage];
  const examples = action.examples.flatMap(([args, what]) => [`# ${what}`, `${start} ${args}`.trimEnd()]);
  return [
    plain(action.summary),
    ['```sh', usage.flat().join(' ').trimEnd(), '', ...examples, '```'].join('\n'),
    ...(action.options.length > 0
      ? [
          `Options: ${optionsNamed(action.options)
            .map(({ name }) => code(`--${name}`))
            .join(', ')}`,
        ]
      : []),
    table(
      ['exit code', ''],
      exitCodesOf(action).map(([number, meaning]) => [number, plain(meaning)]),
    ),
  ];
}

function argumentSections(): string[] {
  // Several commands may take the same arguments.
  const rows = new Map<string, Arguments>();
  for (const each of Object.values(ARGUMENTS)) if (each.title !== undefined) rows.set(each.title, each);
  return [
    '## Arguments',
    table(
      ['argument', '', ''],
      [...rows].flatMap(([title, { words }]) => words.map(([word, meaning]) => [title, code(word), plain(meaning)])),
    ),
  ];
}

function patternSections(): string[] {
  return [
    '## Patterns',
    table(
      ['pattern', ''],
      PATTERNS.words.map(([word, meaning]) => [code(word), plain(meaning)]),
    ),
    ...PATTERNS.notes.map(plain),
  ];
}

function optionSections(): string[] {
  const options = Object.values<Option>(OPTIONS).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '## Options',
    table(
      ['option', 'default', ''],
      options.map((option) => [typed(option), plain(defaultOf(option) ?? ''), plain(option.help)]),
    ),
    `Every target also takes ${code('--help')} (${code('-h')}) and ${code('--version')}.`,
    '## Signals',
    'The exit code of any command that a signal stopped:',
    table(['exit code', ''], [SIGNAL_EXIT_CODES]),
  ];
}

/** `--jobs N`, `-j N` */
function typed({ name, alias, value }: Option): string {
  return [`--${name}`, alias === undefined ? [] : `-${alias}`]
    .flat()
    .map((dashed) => code(value === undefined ? dashed : `${dashed} ${value}`))
    .join(', ');
}
