import type { Action, Command, CommandGroup } from './command.js';
import { targetOfAction, type Target } from './help.js';
import { suggest } from './suggest.js';

export type Chosen = { readonly target: Target } & (
  | { readonly kind: 'action'; readonly action: Action; readonly words: readonly string[] }
  /** The help of the whole group. */
  | { readonly kind: 'help'; readonly group: CommandGroup }
  | { readonly kind: 'unclear'; readonly problem: string }
);

/** Which action a command line chooses. If the command is a group, the first word names the action. */
export function chooseAction(command: Command, target: Target, words: readonly string[]): Chosen {
  if (!('actions' in command)) return { kind: 'action', target, action: command, words };
  const [word, ...rest] = words;
  if (word === '--help' || word === '-h') return { kind: 'help', target, group: command };
  const action = word === undefined ? undefined : command.actions.get(word);
  if (word !== undefined && action !== undefined) {
    return { kind: 'action', target: targetOfAction(target, word), action, words: rest };
  }
  const names = [...command.actions.keys()];
  const first = `the first argument must be one of ${names.join(', ')}`;
  if (word === undefined) return { kind: 'unclear', target, problem: `no action; ${first}` };
  const near = suggest(word, names);
  const problem = near === undefined ? `; ${first}` : `; did you mean ${near}?`;
  return { kind: 'unclear', target, problem: `there is no action ${JSON.stringify(word)}${problem}` };
}
