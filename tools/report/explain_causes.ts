import {
  counts,
  follows,
  type ComparedInput,
  type Comparison,
  type Depth,
  type ManifestSummary,
} from '../plan/explain/index.js';
import { andMore, moreBetween } from './listed.js';
import { list, name } from './show.js';
import { describeTaskChange, shortKey } from './task_changes.js';

/** How causes are printed. */
export interface Telling {
  /** Indentation of the lines, in steps of two spaces. */
  readonly depth: number;
  /** Which changes count; for masked changes, all do. */
  readonly counting: Depth;
}

/** Inputs that changed for the same reason. */
interface CauseGroup {
  /** Refs of the inputs. */
  readonly refs: string[];
  /** The comparison of the first input, and the first one upstream of it that has something to report. */
  readonly chain: { readonly start: Comparison; readonly end: Comparison } | undefined;
  /** The comparisons of the other inputs, which report the same. */
  readonly alike: Comparison[];
  /** Follows the refs if there is nothing to compare. */
  readonly note: string;
}

type Pending = { readonly group: CauseGroup; readonly telling: Telling } | { readonly line: string };

/** Deeper lines are not indented further. */
const MAX_DEPTH = 12;

/** How many causes of one task are listed before the rest is only counted. */
const GROUPS_SHOWN = 20;

/** How many tasks of a path are named before its end. */
const STEPS_SHOWN = 3;

/** Explains what changed between earlier manifests and planned tasks. Each comparison is explained once. */
export class ExplainedCauses {
  readonly #comparisons: ReadonlyMap<string, Comparison>;
  readonly #told = new Set<string>();
  /** The end of each chain of tasks that only pass on a change, by comparison and by what counts. */
  readonly #ends = new Map<string, Comparison>();

  constructor(comparisons: readonly Comparison[]) {
    this.#comparisons = new Map(comparisons.map((comparison) => [comparison.id, comparison]));
  }

  madeOf(id: string): ManifestSummary | undefined {
    return this.#comparisons.get(id)?.made;
  }

  /** The lines of one comparison, and of everything upstream of it that was not printed before. */
  *tell(id: string, telling: Telling): Generator<string, void, undefined> {
    const comparison = this.#comparisons.get(id);
    if (comparison === undefined) return;
    if (this.#isTold(comparison, telling)) {
      yield indented('as above', telling);
      return;
    }
    // A stack instead of recursion, because graphs are deeper than the call stack.
    const pending: Pending[] = this.#lines(comparison, telling);
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if ('line' in next) {
        yield next.line;
        continue;
      }
      const { group, telling: at } = next;
      const refs = list(group.refs);
      if (group.chain === undefined) {
        yield indented(`${refs}: ${group.note}`, at);
        continue;
      }
      const { start, end } = group.chain;
      if (this.#isTold(end, at)) {
        const what = end === start ? '' : ` of ${name(end.outputs[0] ?? '')}`;
        yield indented(`${refs}: as above${what}`, at);
        continue;
      }
      yield indented(`${refs}${this.#path(start, end, at)}  ${name(end.job)}`, at);
      for (const comparison of group.alike) this.#told.add(toldKey(comparison, at));
      pending.push(...this.#lines(end, { ...at, depth: at.depth + 1 }));
    }
  }

  /** The lines of one comparison, last first. */
  #lines(comparison: Comparison, telling: Telling): Pending[] {
    this.#told.add(toldKey(comparison, telling));
    const own = ownLines(comparison, telling);
    const groups = this.#groups(followed(comparison, telling), telling);
    const lines: Pending[] = own.lines.map((line) => ({ line: indented(line, telling) }));
    if (!own.counted && groups.length === 0) lines.push({ line: indented(unexplained(comparison, telling), telling) });
    for (const group of groups.slice(0, GROUPS_SHOWN)) lines.push({ group, telling });
    const more = groups.slice(GROUPS_SHOWN).reduce((sum, { refs }) => sum + refs.length, 0);
    if (more > 0) lines.push({ line: indented(`${andMore(more, 'changed input')}; --json lists all`, telling) });
    return lines.reverse();
  }

  /** Groups inputs that have the same cause: the same task further upstream, or the same change of the same job. */
  #groups(inputs: readonly ComparedInput[], telling: Telling): CauseGroup[] {
    const groups = new Map<string, CauseGroup>();
    for (const input of inputs) {
      const comparison = input.comparison === null ? undefined : this.#comparisons.get(input.comparison);
      const chain = comparison === undefined ? undefined : { start: comparison, end: this.#end(comparison, telling) };
      const note = chain === undefined ? lost(input) : '';
      const key = chain === undefined ? note : signature(chain.end, telling);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { refs: [input.ref], chain, alike: [], note });
      else {
        group.refs.push(input.ref);
        if (chain !== undefined) group.alike.push(chain.end);
      }
    }
    return [...groups.values()];
  }

  /** The first comparison upstream that has more to report than one changed input. */
  #end(start: Comparison, telling: Telling): Comparison {
    const walked: Comparison[] = [];
    let end = start;
    for (;;) {
      const known = this.#ends.get(toldKey(end, telling));
      if (known !== undefined) {
        end = known;
        break;
      }
      walked.push(end);
      const next = this.#handsOn(end, telling);
      if (next === undefined) break;
      end = next;
    }
    for (const comparison of walked) this.#ends.set(toldKey(comparison, telling), end);
    return end;
  }

  /** The one upstream comparison of a task that did not change itself. */
  #handsOn(comparison: Comparison, telling: Telling): Comparison | undefined {
    if (comparison.changes.length > 0 || comparison.code !== undefined) return undefined;
    const [input, ...others] = followed(comparison, telling);
    const next = input?.comparison ?? null;
    return others.length > 0 || next === null ? undefined : this.#comparisons.get(next);
  }

  /** The refs between start and end, and the end; in a long path the middle ones are only counted. */
  #path(start: Comparison, end: Comparison, telling: Telling): string {
    let text = '';
    let steps = 0;
    for (let at: Comparison | undefined = start; at !== undefined && at !== end;) {
      const [input] = followed(at, telling);
      at = this.#handsOn(at, telling);
      if (input === undefined) break;
      steps++;
      if (at === end && steps > STEPS_SHOWN + 1) text += ` ← ${moreBetween(steps - STEPS_SHOWN - 1)}`;
      if (at === end || steps <= STEPS_SHOWN) text += ` ← ${name(input.ref)}`;
    }
    return text;
  }

  #isTold(comparison: Comparison, telling: Telling): boolean {
    return (
      this.#told.has(toldKey(comparison, telling)) ||
      (telling.counting === 'version' && this.#told.has(toldKey(comparison, { ...telling, counting: 'content' })))
    );
  }
}

/** What changed in the task itself, and whether any of it counts. */
function ownLines({ changes, code }: Comparison, { counting }: Telling): { lines: string[]; counted: boolean } {
  let counted = false;
  const line = (text: string, weight: ReturnType<typeof counts>): string => {
    const isCounted = follows(counting, weight);
    counted ||= isCounted;
    return isCounted ? text : `${text} (masked)`;
  };
  const lines = changes.map((change) => line(describeTaskChange(change), counts(change)));
  if (code !== undefined) lines.push(line(describeCode(code), 'content'));
  return { lines, counted };
}

/** The code of an adopted partition was not recorded. */
function describeCode(code: NonNullable<Comparison['code']>): string {
  const old = code.old === null ? '(not recorded)' : shortKey(code.old);
  return `code: ${old} → ${shortKey(code.new)}`;
}

function followed({ inputs }: Comparison, { counting }: Telling): ComparedInput[] {
  return inputs.filter(({ weight }) => follows(counting, weight));
}

/** Leaves of one job with the same changes share a signature; a task with followed inputs has its own. */
function signature(comparison: Comparison, telling: Telling): string {
  if (followed(comparison, telling).length > 0) return comparison.id;
  const { lines } = ownLines(comparison, telling);
  return lines.length === 0 ? comparison.id : [comparison.job, ...lines].join('\n');
}

function lost({ manifest }: ComparedInput): string {
  return manifest === null
    ? 'was not in the catalog when it was read'
    : `manifest ${name(manifest)}, which was read, is no longer in the catalog, so what changed is unknown`;
}

function unexplained({ versionKey, contentKey }: Comparison, { counting }: Telling): string {
  const [field, move] =
    versionKey !== undefined || counting === 'version' ? ['version key', versionKey] : ['content key', contentKey];
  return move === undefined
    ? 'no recorded field differs'
    : `no recorded field differs, but its ${field} does: ${shortKey(move.old)} → ${shortKey(move.new)}`;
}

function indented(text: string, { depth }: Telling): string {
  return '  '.repeat(Math.min(depth, MAX_DEPTH)) + text;
}

function toldKey({ id }: Comparison, { counting }: Telling): string {
  return `${counting} ${id}`;
}
