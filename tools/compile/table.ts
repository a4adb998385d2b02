import { targetsOf } from '../base/graph/index.js';
import { oneLine } from './quote.js';
import type { CompiledFile } from './target.js';
import type { Units } from './units.js';

/** A chunk is emitted when it has this many characters. */
const CHUNK_LENGTH = 64 * 1024;

/** Joins lines into chunks, each line with its line feed. */
export function* joined(lines: Iterable<string>): Generator<string> {
  let text = '';
  for (const line of lines) {
    text += line;
    text += '\n';
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

/**
 * `tasks.tsv`: a unit per line, from line 0. Fields, separated by tabs: line of its job in `jobs.tsv`; retries; delay
 * before the first of these in milliseconds; ids of its tasks; lines of the units that it waits for. Those that may
 * fail end with `?`.
 */
export function unitTable(units: Units): CompiledFile {
  return { path: 'tasks.tsv', chunks: joined(unitLines(units)) };
}

function* unitLines({ units, stages, ordered, needed }: Units): Generator<string> {
  const numbers = new Map(jobsOf({ stages }).map((job, number) => [job, number]));
  for (const [position, { job, tasks }] of units.entries()) {
    const mustSucceed = new Set(targetsOf(needed, position));
    const after = targetsOf(ordered, position).map((other) =>
      mustSucceed.has(other) ? String(other) : `${String(other)}?`,
    );
    const ids = tasks.map(({ id }) => id);
    yield [numbers.get(job), job.retries, job.retryDelayMs, ids.join(' '), after.join(' ')].join('\t');
  }
}

/** `jobs.tsv`: a job per line: its label, then what a running task takes of each resource, as `name=amount`. */
export function jobTable(units: Units): CompiledFile {
  const lines = jobsOf(units).map(({ label, resources }) =>
    [label, ...Object.entries(resources).map(([name, amount]) => `${oneLine(name)}=${String(amount)}`)].join('\t'),
  );
  return { path: 'jobs.tsv', chunks: joined(lines) };
}

/** The jobs that have tasks to run, in the order of `jobs.tsv`. */
export function jobsOf({ stages }: Pick<Units, 'stages'>): Units['stages'][number]['job'][] {
  return [...new Set(stages.map(({ job }) => job))];
}
