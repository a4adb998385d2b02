import { patternsOf, type GraphDescriptor } from './descriptor.js';
import { patternIndexOf } from './graph_patterns.js';
import { matchPattern, PATTERN_NAME, type Bindings } from './pattern.js';
import type { RefGlob } from './ref_glob.js';
import { err, ok, type Result } from './result.js';

/** Which refs of many are meant: those that match a pattern, within bounds. */
export interface Selection {
  readonly glob?: RefGlob | undefined;
  /** The lowest text of a name. */
  readonly from?: Bound | undefined;
  /** The highest text of a name, and all texts that begin with it. */
  readonly to?: Bound | undefined;
}

/** A bound of what a name stands for: `2001-03`, or `month=2001-03`. */
export interface Bound {
  /** As typed. */
  readonly text: string;
  /** Absent: the last name of the pattern that matches the ref. */
  readonly name?: string;
  readonly value: string;
}

/** Why a selection selects nothing, whatever the refs are. */
export type SelectionProblem =
  /** Neither the pattern nor any job has a name. */
  | { readonly reason: 'selection-without-names'; readonly bound: Bound }
  | { readonly reason: 'selection-name-unknown'; readonly bound: Bound; readonly names: readonly string[] };

/** The options that make a selection, with their texts as typed. */
export function selectionWords({ glob, from, to }: Selection): (readonly [option: string, text: string])[] {
  const given = { '--match': glob?.text, '--from': from?.text, '--to': to?.text };
  return Object.entries(given).flatMap(([option, text]) => (text === undefined ? [] : [[option, text] as const]));
}

export function readBound(text: string): Bound {
  const equals = text.indexOf('=');
  const name = equals < 0 ? '' : text.slice(0, equals);
  return PATTERN_NAME.test(name) ? { text, name, value: text.slice(equals + 1) } : { text, value: text };
}

/**
 * Makes the test of a selection. What names stand for comes from its own pattern if that has the name, else from the
 * pattern of the job that matches the ref. A ref without the name of a bound is not selected.
 */
export function selects(
  { glob, from, to }: Selection,
  graph: Pick<GraphDescriptor, 'jobs'>,
): Result<(ref: string) => boolean, SelectionProblem> {
  const bounds = [from, to].filter((bound) => bound !== undefined);
  const own = glob?.names ?? [];
  const names = new Set([...own, ...graph.jobs.flatMap((job) => patternsOf(job).flatMap((pattern) => pattern.names))]);
  for (const bound of bounds) {
    if (names.size === 0) return err({ reason: 'selection-without-names', bound });
    if (bound.name !== undefined && !names.has(bound.name)) {
      return err({ reason: 'selection-name-unknown', bound, names: [...names] });
    }
  }
  const index = patternIndexOf(graph);
  const ofJob = (ref: string): Bindings | undefined => {
    const [entry] = index.match(ref);
    return entry && matchPattern(entry.pattern, ref);
  };
  /** What the name of a bound stands for in a ref. */
  const valueOf = ({ name }: Bound, ref: string, bound: Bindings): string | undefined => {
    const owns = name === undefined ? own.length > 0 : own.includes(name);
    const bindings = owns ? bound : ofJob(ref);
    return name === undefined ? [...(bindings?.values() ?? [])].at(-1) : bindings?.get(name);
  };
  return ok((ref) => {
    const bound = glob === undefined ? NOTHING : glob.match(ref);
    if (bound === undefined) return false;
    const low = from && valueOf(from, ref, bound);
    if (from !== undefined && (low === undefined || low < from.value)) return false;
    const high = to && valueOf(to, ref, bound);
    return to === undefined || (high !== undefined && high.slice(0, to.value.length) <= to.value);
  });
}

const NOTHING: Bindings = new Map();
