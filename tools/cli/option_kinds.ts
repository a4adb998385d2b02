import { err, ok, type Result } from '../base/model/index.js';
import { readTime } from './time_option.js';

/** What an option without a value depends on besides the command line. */
export interface OptionContext {
  /** Number of processors. */
  readonly parallelism: number;
}

/** One option: how it is typed, what its help says, and how it is read. */
export interface Option<Name extends string = string, Value = unknown> extends About<Name> {
  /** What stands for its value in references, such as `N`; nothing for a flag. */
  readonly value?: string;
  /** Whether each use adds a value. Otherwise the last use counts. */
  readonly repeated: boolean;
  /** Reads the values in the order in which they were typed, none where the option was not used. An error names the option. */
  readonly read: (typed: readonly string[], context: OptionContext) => Result<Value, string>;
}

/** What people read about an option. */
export interface About<Name extends string> {
  /** As it is typed, without dashes. */
  readonly name: Name;
  /** One letter that stands for the name. */
  readonly alias?: string;
  readonly help: string;
  /** The default, in words. */
  readonly default?: string;
  /** Environment variable that sets the default. */
  readonly variable?: string;
  /** Whether `-` may be its value. */
  readonly takesDash?: boolean;
}

/** What an option gives to commands. */
export type ValueOf<O> = O extends Option<string, infer Value> ? Value : never;

/** The default of an option in words: the variable first. */
export function defaultOf({ default: otherwise, variable }: Option): string | undefined {
  const words = [variable === undefined ? [] : `$${variable}`, otherwise ?? []].flat();
  return words.length === 0 ? undefined : words.join(', else ');
}

/** `--name`: true where it is given. */
export function flag<const Name extends string>(about: About<Name>): Option<Name, boolean> {
  return { ...about, repeated: false, read: (typed) => ok(typed.at(-1) === 'true') };
}

/** `--no-name`: false where it is given. */
export function offSwitch<const Name extends string>(about: About<Name>): Option<Name, boolean> {
  return { ...about, repeated: false, read: (typed) => ok(typed.at(-1) !== 'true') };
}

/** `--name TEXT`. @param about `unlessEmpty` says what the text is, where it must not be empty */
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

/** `--name TEXT --name TEXT`. @param about `problemOf` says what is wrong with one text; nothing where nothing is */
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
  readonly otherwise: Otherwise | ((context: OptionContext) => Otherwise);
}

/** `--name N`, within bounds. A default that is a plain number is also its words. */
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
    read: (typed, context) => {
      const last = typed.at(-1);
      if (last === undefined) return ok(typeof otherwise === 'function' ? otherwise(context) : otherwise);
      const number = /^[0-9]+$/.test(last) ? Number(last) : -1;
      if (number >= minimum && number <= maximum) return ok(number);
      return err(`--${about.name} is ${JSON.stringify(last)}; it is a whole number from ${minimum} to ${maximum}`);
    },
  };
}

/** `--name WORD`, where the word is one of a few. A default that is one of them is also its words. */
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
      return err(`--${about.name} is ${JSON.stringify(last)}; it is one of ${values.join(', ')}`);
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
      return err(`--${about.name} is ${JSON.stringify(last)}; it is a time such as 2024-03-01 or 2024-03-01T06:30:00Z`);
    },
  };
}
