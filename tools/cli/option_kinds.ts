import { err, ok, type Result } from '../base/model/index.js';
import { readTime } from './time_option.js';

/** One option: its name, its help, and how its values are read. */
export interface Option<Name extends string = string, Value = unknown> extends About<Name> {
  /** Placeholder of its value in the help, such as `N`; absent for a flag. */
  readonly value?: string;
  /** Whether each use adds a value. Otherwise the last use counts. */
  readonly repeated: boolean;
  /** Reads the values in the order in which they were typed; empty if the option was not used. An error names the option. */
  readonly read: (typed: readonly string[]) => Result<Value, string>;
}

/** What the help says about an option. */
export interface About<Name extends string> {
  /** Names the option in the lists of commands, if an option of other commands has the same name. */
  readonly key?: string;
  /** The name, without dashes. */
  readonly name: Name;
  /** One letter that may be used instead of the name. */
  readonly alias?: string;
  readonly help: string;
  /** The default, in words. */
  readonly default?: string;
  /** Environment variable that sets the default. */
  readonly variable?: string;
  /** The values in the text of the variable; absent if the command reads the variable itself. */
  readonly valuesOfVariable?: (text: string) => readonly string[];
  /** Whether the option may be given without its value, which is then empty. */
  readonly valueMayBeAbsent?: true;
  /** Whether `-` may be its value. */
  readonly takesDash?: boolean;
}

/** The type of an option's value. */
export type ValueOf<O> = O extends Option<string, infer Value> ? Value : never;

/** The default of an option in words, beginning with its variable. */
export function defaultOf({ default: otherwise, variable }: Pick<Option, 'default' | 'variable'>): string | undefined {
  const words = [variable === undefined ? [] : `$${variable}`, otherwise ?? []].flat();
  return words.length === 0 ? undefined : words.join(', else ');
}

/** `--name`: true if given. */
export function flag<const Name extends string>(about: About<Name>): Option<Name, boolean> {
  return { ...about, repeated: false, read: (typed) => ok(typed.at(-1) === 'true') };
}

/** `--no-name`: false if given. */
export function offSwitch<const Name extends string>(about: About<Name>): Option<Name, boolean> {
  return { ...about, repeated: false, read: (typed) => ok(typed.at(-1) !== 'true') };
}

/** `--name TEXT`. @param about `unlessEmpty` refuses an empty text and says what it must be */
export function text<const Name extends string>({
  unlessEmpty,
  ...about
}: About<Name> & { readonly value: string; readonly unlessEmpty?: string }): Option<Name, string | undefined> {
  return {
    ...about,
    repeated: false,
    read: (typed) => {
      const last = typed.at(-1);
      return last === '' && unlessEmpty !== undefined ? err(`--${about.name} is empty; ${unlessEmpty}`) : ok(last);
    },
  };
}

/** `--name TEXT --name TEXT`. @param about `problemOf` says what is wrong with a text; nothing if it is valid */
export function texts<const Name extends string>({
  problemOf,
  ...about
}: About<Name> & {
  readonly value: string;
  readonly problemOf?: (text: string) => string | undefined;
}): Option<Name, readonly string[]> {
  return {
    ...about,
    repeated: true,
    read: (typed) => {
      for (const each of typed) {
        const problem = problemOf?.(each);
        if (problem !== undefined) return err(`--${about.name} ${JSON.stringify(each)} ${problem}`);
      }
      return ok(typed);
    },
  };
}

interface Bounds<Otherwise> {
  readonly value: string;
  readonly minimum?: number;
  readonly maximum: number;
  readonly otherwise: Otherwise;
}

/** `--name N`, within bounds. If the default is a number, the help shows it. */
export function wholeNumber<const Name extends string, Otherwise extends number | undefined>({
  minimum = 1,
  maximum,
  otherwise,
  ...about
}: About<Name> & Bounds<Otherwise>): Option<Name, number | Otherwise> {
  return {
    ...(typeof otherwise === 'number' ? { default: String(otherwise) } : {}),
    ...about,
    repeated: false,
    read: (typed) => {
      const last = typed.at(-1);
      if (last === undefined) return ok(otherwise);
      const number = /^[0-9]+$/.test(last) ? Number(last) : -1;
      if (number >= minimum && number <= maximum) return ok(number);
      return err(`--${about.name} is ${JSON.stringify(last)}; it must be a whole number from ${minimum} to ${maximum}`);
    },
  };
}

/** `--name WORD`, where the word is one of a few. If the default is one of them, the help shows it. */
export function oneOf<const Name extends string, Word extends string, Otherwise extends Word | undefined>({
  values,
  otherwise,
  ...about
}: About<Name> & { readonly values: readonly Word[]; readonly otherwise: Otherwise }): Option<Name, Word | Otherwise> {
  return {
    ...(otherwise === undefined ? {} : { default: otherwise }),
    ...about,
    value: values.join('|'),
    repeated: false,
    read: (typed) => {
      const last = typed.at(-1);
      if (last === undefined) return ok(otherwise);
      const found = values.find((candidate) => candidate === last);
      if (found !== undefined) return ok(found);
      return err(`--${about.name} is ${JSON.stringify(last)}; it must be one of ${values.join(', ')}`);
    },
  };
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** `--name AGE`, in milliseconds: a whole number of days, hours or minutes. */
export function age<const Name extends string>(about: About<Name>): Option<Name, number | undefined> {
  return {
    ...about,
    value: 'AGE',
    repeated: false,
    read: (typed) => {
      const last = typed.at(-1);
      if (last === undefined) return ok(undefined);
      const [, amount = '', unit = ''] = /^([0-9]{1,6})([dhm])$/.exec(last) ?? [];
      if (unit !== '') return ok(Number(amount) * (UNITS[unit] ?? 0));
      return err(
        `--${about.name} is ${JSON.stringify(last)}; it must be a number of days, hours or minutes, such as 30d`,
      );
    },
  };
}

/** `--name TIME`, in milliseconds since the epoch. */
export function time<const Name extends string>(about: About<Name>): Option<Name, number | undefined> {
  return {
    ...about,
    value: 'TIME',
    repeated: false,
    read: (typed) => {
      const last = typed.at(-1);
      if (last === undefined) return ok(undefined);
      const read = readTime(last);
      if (read !== undefined) return ok(read);
      return err(
        `--${about.name} is ${JSON.stringify(last)}; it must be a time such as 2024-03-01 or 2024-03-01T06:30:00Z`,
      );
    },
  };
}
