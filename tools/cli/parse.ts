import { err, ok, type Result } from '../base/model/index.js';
import type { Action } from './command.js';
import { actionHelp, HELP, VERSION, type Target } from './help.js';
import { optionsNamed, readOptions, type Options } from './options.js';
import { takeApart } from './words.js';

export type ParsedLine =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'run'; readonly options: Options; readonly args: readonly string[] };

/** Parses a command line. The error is a message that names the invalid option. */
export function parseLine(
  action: Action,
  target: Target,
  words: readonly string[],
  parallelism: number,
): Result<ParsedLine, string> {
  const { values, args, problem } = takeApart(words, [HELP, ...optionsNamed(action.options), VERSION]);
  if (values.get(HELP.name)?.at(-1) === 'true') return ok({ kind: 'help', text: actionHelp(action, target) });
  if (problem !== undefined) return err(problem);
  const options = readOptions((name) => values.get(name) ?? [], { parallelism });
  return options.ok ? ok({ kind: 'run', options: options.value, args }) : options;
}
