import type { Options as YargsOption } from 'yargs';
import yargs from 'yargs';
import { escapeControls } from '../base/json/index.js';
import { err, ok, type Result } from '../base/model/index.js';
import { misplacedOption, noServer } from './asking/misplaced.js';
import type { Action } from './command.js';
import { actionHelp, type Target } from './help.js';
import type { Option } from './option_kinds.js';
import { OPTIONS, optionsNamed, readOptions, type Options } from './options.js';
import { suggest } from './suggest.js';

export type ParsedLine =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly options: Options; readonly args: readonly string[] };

/** Settings that keep every argument as typed: refs and paths may look like numbers or contain dots. */
const PARSER = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
  'strip-aliased': true,
};

/**
 * Parses a command line. The error is a message that names the invalid option.
 *
 * @param env variables that set the defaults of options
 */
export async function parseLine(
  action: Action,
  target: Target,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<ParsedLine, string>> {
  const declared: Record<string, YargsOption> = { help: { type: 'boolean', alias: 'h' } };
  const taken = optionsNamed(action.options);
  for (const option of taken) declared[option.name] = declarationOf(option);
  declared['version'] = { type: 'boolean' };

  let problem: string | undefined;
  const parser = yargs()
    .help(false)
    .version(false)
    .options(declared)
    .parserConfiguration(PARSER)
    .updateStrings({ 'Not enough arguments following: %s': 'option %s needs a value' })
    .exitProcess(false)
    .fail((message) => {
      problem ??= message;
    });
  const parsed: Readonly<Record<string, unknown>> = await parser.parse(withDashes(words));
  if (parsed['help'] === true) return ok({ kind: 'help', text: actionHelp(action, target) });
  if (problem !== undefined) return err(problem);
  const known = ['_', '--', '$0', ...Object.keys(declared)];
  const unknown = Object.keys(parsed).find((name) => !known.includes(name));
  if (unknown === 'server') return err(noServer());
  if (unknown !== undefined) return err(unknownOption(unknown, Object.keys(declared)));
  const typed = (option: Option): string[] => (taken.includes(option) ? valuesOf(parsed[option.name]) : []);
  const inherited = (option: Option): readonly string[] => {
    const value = option.variable === undefined ? undefined : env[option.variable];
    return taken.includes(option) && value !== undefined && value !== ''
      ? (option.valuesOfVariable?.(value) ?? [])
      : [];
  };
  const options = readOptions(typed, inherited);
  if (!options.ok) return options;
  const misplaced = misplacedOption(
    action,
    options.value.server !== undefined,
    taken.filter((option) => typed(option).length > 0),
  );
  if (misplaced !== undefined) return err(misplaced);
  const args = [parsed['_'], parsed['--']].flatMap((list) => (Array.isArray(list) ? list.map(String) : []));
  return ok({ kind: 'run', options: options.value, args });
}

/** Declares an option to the parser. The table of options reads its values. */
function declarationOf(option: Option): YargsOption {
  return {
    ...(option.value === undefined
      ? { type: 'boolean' }
      : { type: 'string', requiresArg: option.valueMayBeAbsent !== true }),
    ...(option.repeated ? { array: true } : {}),
    ...(option.alias === undefined ? {} : { alias: option.alias }),
  };
}

/** Options that accept `-` as a value. */
const TAKING_DASH: readonly string[] = Object.values<Option>(OPTIONS)
  .filter(({ takesDash }) => takesDash === true)
  .map(({ name }) => `--${name}`);

/** Joins `-` to its option, because the parser would take it for the next argument. */
function withDashes(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  const typed: string[] = [];
  for (const [at, word] of words.entries()) {
    const before = typed.at(-1) ?? '';
    if (word === '-' && TAKING_DASH.includes(before) && (end < 0 || at < end)) typed[typed.length - 1] = `${before}=-`;
    else typed.push(word);
  }
  return typed;
}

function unknownOption(name: string, candidates: readonly string[]): string {
  const typed = escapeControls(name.length === 1 ? `-${name}` : `--${name}`);
  const near = suggest(name, candidates);
  const hint = near === undefined ? '' : `; did you mean --${near}?`;
  return `unknown option ${typed}${hint} (a ref that begins with "-" comes after "--")`;
}

/** The values of an option as typed; `true` for a flag that is given. */
function valuesOf(parsed: unknown): string[] {
  return [parsed]
    .flat()
    .flatMap((value) => (typeof value === 'string' || typeof value === 'boolean' ? String(value) : []));
}
