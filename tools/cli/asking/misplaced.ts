import { COMMANDS } from '../commands.js';
import type { Action } from '../command.js';
import type { Option } from '../option_kinds.js';
import type { OptionName } from '../options.js';

/** The options that only a command which asks a service has a use for. */
const ONLY_ASKING: readonly OptionName[] = ['token-file', 'request', 'cancel', 'note'];

/**
 * Finds an option that does not go together with `--server`, or needs it.
 *
 * @param typed the options that were typed; those that come from variables are left aside
 * @returns a message
 */
export function misplacedOption(action: Action, asks: boolean, typed: readonly Option[]): string | undefined {
  const asking = 'asking' in action ? action.asking : undefined;
  if (asking === undefined) return undefined;
  const has = (names: readonly OptionName[], { key, name }: Option): boolean =>
    names.some((each) => each === (key ?? name));
  if (!asks) {
    const lone = typed.find((option) => has(ONLY_ASKING, option));
    return lone === undefined ? undefined : `--${lone.name} is about a service; add --server URL, or leave it out`;
  }
  const idle = typed.find((option) => !has(['server', ...ONLY_ASKING, ...asking.options], option));
  if (idle === undefined) return undefined;
  return `--${idle.name} has no meaning with --server: the service has settings of its own; leave it out`;
}

/** Says which commands can ask a service. */
export function noServer(): string {
  const names = [...COMMANDS].flatMap(([, command]) =>
    'actions' in command
      ? [...command.actions].flatMap(([word, action]) => (isAsking(action) ? [`${command.suffix} ${word}`] : []))
      : isAsking(command)
        ? [command.suffix]
        : [],
  );
  return `this command works itself and takes no --server; these can ask a service: ${names.join(', ')}`;
}

function isAsking(action: Action): boolean {
  return 'asking' in action;
}
