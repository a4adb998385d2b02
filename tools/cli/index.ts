// What the reference of commands and options is made from. The program itself starts in main.ts.
export { ARGUMENTS, PATTERNS, type Arguments } from './arguments.js';
export type { Action, Command, CommandGroup } from './command.js';
export { COMMANDS } from './commands.js';
export { exitCodesOf, SIGNAL_EXIT_CODES } from './exit_codes.js';
export { defaultOf, type Option } from './option_kinds.js';
export { OPTIONS, optionsNamed } from './options.js';
