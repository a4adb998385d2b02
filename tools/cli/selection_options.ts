import {
  describeRefGlobProblem,
  err,
  ok,
  readBound,
  readRefGlob,
  type Bound,
  type RefGlob,
  type Result,
} from '../base/model/index.js';
import type { About, Option } from './option_kinds.js';

/** A pattern that selects partitions. */
export const MATCH: Option<'match', RefGlob | undefined> = {
  name: 'match',
  value: 'PATTERN',
  help: 'Select the partitions that match this pattern, such as report/month={month} or flights/*. See "Patterns" below.',
  repeated: false,
  read: (typed) => readPattern('match', typed.at(-1)),
};

/** Undefined without the option; `all` if it is given without a pattern. */
export const GRID: Option<'grid', RefGlob | 'all' | undefined> = {
  name: 'grid',
  value: '[PATTERN]',
  valueMayBeAbsent: true,
  help: 'Draw partitions: as a calendar of days, else as a matrix of two keys. With a pattern, those that match it; else all.',
  repeated: false,
  read: (typed) => {
    if (typed.at(-1) === '') return ok('all');
    const glob = readPattern('grid', typed.at(-1));
    if (!glob.ok || glob.value === undefined || glob.value.varies) return glob;
    return err(
      `--grid ${JSON.stringify(glob.value.text)} has no "*" or {name} for the part that varies, as in daily/date=2024-*`,
    );
  },
};

function readPattern(name: string, typed: string | undefined): Result<RefGlob | undefined, string> {
  if (typed === undefined) return ok(undefined);
  const glob = readRefGlob(typed);
  return glob.ok ? glob : err(`--${name} ${JSON.stringify(typed)} ${describeRefGlobProblem(glob.error)}`);
}

/** A bound of the partitions that are selected. */
export function bound<const Name extends string>(about: About<Name>): Option<Name, Bound | undefined> {
  return {
    ...about,
    value: '[NAME=]TEXT',
    repeated: false,
    read: (typed) => {
      const last = typed.at(-1);
      if (last === undefined) return ok(undefined);
      const read = readBound(last);
      return read.value === ''
        ? err(`--${about.name} ${JSON.stringify(last)} has no text; write one such as 2024-03 or month=2024-03`)
        : ok(read);
    },
  };
}
