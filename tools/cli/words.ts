import { escapeControls } from '../base/json/index.js';
import type { Option } from './option_kinds.js';
import { suggest } from './suggest.js';

/** What of an option matters for taking a command line apart. One without `value` is a flag. */
export type Declared = Pick<Option, 'name' | 'alias' | 'value' | 'valueMayBeAbsent' | 'takesDash'>;

/** A command line, taken apart. */
export interface Words {
  /** The values of each option by its name, in the order in which they were typed; `true` for a flag. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** What is not an option, as typed. */
  readonly args: readonly string[];
  /** What is wrong with the first option that is unknown or has no value, if one is. */
  readonly problem: string | undefined;
}

/**
 * Takes a command line apart: `--name VALUE`, `--name=VALUE`, `-n VALUE`, `-nVALUE`, and flags in groups (`-ql`). Options
 * and arguments come in any order. Everything after `--` is an argument.
 */
export function takeApart(words: readonly string[], options: readonly Declared[]): Words {
  const byName = new Map(options.map((option) => [option.name, option]));
  const byLetter = new Map(options.map((option) => [option.alias, option]));
  const values = new Map<string, string[]>();
  const end = words.indexOf('--');
  const typed = end < 0 ? words : words.slice(0, end);
  const args: string[] = [];
  let problem: string | undefined;
  let at = 0;

  /** @param attached the value, if it is part of the same word */
  const give = (option: Declared, attached: string | undefined): void => {
    const { name, value } = option;
    let given = attached;
    if (value === undefined) given ??= 'true';
    else if (given === undefined && isValue(typed[at], option)) given = typed[at++];
    else if (option.valueMayBeAbsent === true) given ??= '';
    if (given === undefined) problem ??= `--${name} needs a value: --${name} ${value ?? ''}`;
    else if (value === undefined && given !== 'true' && given !== 'false') problem ??= `--${name} takes no value`;
    else {
      const before = values.get(name);
      if (before === undefined) values.set(name, [given]);
      else before.push(given);
    }
  };
  const unknown = (name: string): void => {
    problem ??= unknownOption(name, [...byName.keys()]);
  };

  while (at < typed.length) {
    const word = typed[at++] ?? '';
    const [, name, attached] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name !== undefined) {
      const option = byName.get(name);
      if (option === undefined) unknown(name);
      else give(option, attached);
      continue;
    }
    if (!isOption(word)) {
      args.push(word);
      continue;
    }
    for (let letter = 1; letter < word.length; letter++) {
      const option = byLetter.get(word[letter]);
      if (option === undefined) {
        unknown(word[letter] ?? '');
        break;
      }
      const rest = word.slice(letter + 1);
      if (option.value !== undefined || rest.startsWith('=')) {
        give(option, rest === '' ? undefined : rest.replace(/^=/, ''));
        break;
      }
      give(option, undefined);
    }
  }
  return { values, args: end < 0 ? args : args.concat(words.slice(end + 1)), problem };
}

/** A number below zero is not an option, and neither is `-`. */
function isOption(word: string): boolean {
  return /^-[^0-9]/.test(word);
}

function isValue(word: string | undefined, { takesDash }: Declared): boolean {
  return word !== undefined && (word === '-' ? takesDash === true : !isOption(word));
}

function unknownOption(name: string, candidates: readonly string[]): string {
  const typed = escapeControls(name.length === 1 ? `-${name}` : `--${name}`);
  const near = suggest(name, candidates);
  const hint = near === undefined ? '' : `; did you mean --${near}?`;
  return `unknown option ${typed}${hint} (a ref that begins with "-" comes after "--")`;
}
