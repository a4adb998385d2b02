import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComparisonResult, Row } from './comparison.js';
import { medianOf } from './comparison.js';
import { table } from './table.js';

/** The saved results of one benchmark, in `results/`. */
export interface Saved {
  readonly name: string;
  readonly machine: string;
  /** Versions of the measured programs. */
  readonly versions: string;
  readonly date: string;
  /** The command line, as typed. */
  readonly command: string;
  readonly results: readonly ComparisonResult[];
}

/** The folder `benchmarks/results` of the workspace. */
export function resultsFolder(): string {
  const folder = join(process.env['BUILD_WORKSPACE_DIRECTORY'] ?? process.cwd(), 'benchmarks', 'results');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Writes NAME.json and NAME.md. @param more Markdown to append below the tables */
export function save(saved: Saved, more: readonly string[]): void {
  const { name, machine, versions, date, command, results } = saved;
  const folder = resultsFolder();
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(saved, null, 2)}\n`);
  const about = `${machine}; ${versions}; ${date}. Medians of runs taken in turns, with minimum and maximum.`;
  const parts = [`# ${name}\n\n${about} Rerun: \`${command}\`.\n`, ...results.map(table), ...more];
  writeFileSync(join(folder, `${name}.md`), parts.join('\n'));
}

/** Reads the saved results of a benchmark. @returns nothing if there are none */
export function load(name: string): Saved | undefined {
  const file = join(resultsFolder(), `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Saved) : undefined;
}

export function rowOf(saved: Saved, title: string, contender?: string): Row | undefined {
  const rows = saved.results.find((result) => result.title === title)?.rows;
  return rows?.find((row) => row.runs.length > 0 && (contender === undefined ? row.us : row.contender === contender));
}

/** Our median divided by theirs. @returns nothing if one of the two was not measured */
export function ratio(
  saved: Saved,
  title: string,
  peer: string,
  field: 'wallSeconds' | 'cpuSeconds',
): number | undefined {
  const [us, them] = [rowOf(saved, title), rowOf(saved, title, peer)];
  return us === undefined || them === undefined ? undefined : medianOf(us, field) / medianOf(them, field);
}
