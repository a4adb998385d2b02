import { escapeControls } from '../../base/json/index.js';
import { err, ok, type Result } from '../../base/model/index.js';
import type { Option, ValueOf } from '../option_kinds.js';
import { suggest } from '../suggest.js';
import { OPTIONS_OF_TASK } from '../task_options.js';

type Table = typeof OPTIONS_OF_TASK;

export type TaskOptions = { readonly [Field in keyof Table]: ValueOf<Table[Field]> };

export interface TaskLine {
  readonly options: TaskOptions;
  /** Ids of tasks. */
  readonly ids: readonly string[];
}

const ROWS: readonly (readonly [field: string, option: Option])[] = Object.entries<Option>(OPTIONS_OF_TASK);

/**
 * Parses the command line of the task command. Machines start it often, so it does without the parser of the other
 * commands, and reads the same options in the same way.
 *
 * @returns the line, or a message that names the invalid option
 */
export function parseTaskLine(words: readonly string[]): Result<TaskLine, string> {
  const typed = new Map<string, string[]>();
  const ids: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      ids.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      ids.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const option = optionNamed(name);
    if (option === undefined) return err(unknownOption(name));
    const values = typed.get(option.name) ?? [];
    typed.set(option.name, values);
    if (option.value === undefined) {
      if (equals >= 0) return err(`${name} takes no value`);
      values.push('true');
      continue;
    }
    const value = equals < 0 ? words[++at] : word.slice(equals + 1);
    if (value === undefined || (equals < 0 && value.startsWith('--'))) {
      return err(`${name} needs a value: ${name} ${option.value}`);
    }
    values.push(value);
  }
  return readAll(typed, ids);
}

function readAll(typed: ReadonlyMap<string, readonly string[]>, ids: readonly string[]): Result<TaskLine, string> {
  const options: Record<string, unknown> = {};
  for (const [field, option] of ROWS) {
    const read = option.read(typed.get(option.name) ?? []);
    if (!read.ok) return read;
    options[field] = read.value;
  }
  return ok({ options: options as TaskOptions, ids });
}

/** @param name as typed, with its dashes */
function optionNamed(name: string): Option | undefined {
  return ROWS.find(([, { name: long, alias }]) => {
    return name === `--${long}` || (alias !== undefined && name === `-${alias}`);
  })?.[1];
}

function unknownOption(name: string): string {
  const near = suggest(
    name.replace(/^-+/, ''),
    ROWS.map(([, option]) => option.name),
  );
  return `unknown option ${escapeControls(name)}${near === undefined ? '' : `; did you mean --${near}?`}`;
}
