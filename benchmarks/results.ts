import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComparisonResult, Row } from './comparison.js';
import { medianOf } from './comparison.js';
import { table } from './table.js';

/** What one benchmark left in `results/`. */
export interface Saved {
  readonly name: string;
  readonly machine: string;
  /** Versions of the programs that took part. */
  readonly versions: string;
  readonly date: string;
  /** As it was typed. */
  readonly command: string;
  readonly results: readonly ComparisonResult[];
}

/** `benchmarks/results` of the workspace. */
export function resultsFolder(): string {
  const folder = join(process.env['BUILD_WORKSPACE_DIRECTORY'] ?? process.cwd(), 'benchmarks', 'results');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Writes NAME.json and NAME.md. @param more Markdown that goes below the tables */
export function save(saved: Saved, more: readonly string[]): void {
  const { name, machine, versions, date, command, results } = saved;
  const folder = resultsFolder();
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(saved, null, 2)}\n`);
  const about = `${machine}; ${versions}; ${date}. Medians of runs taken in turns, with the least and the most seen.`;
  const parts = [`# ${name}\n\n${about} Rerun: \`${command}\`.\n`, ...results.map(table), ...more];
  writeFileSync(join(folder, `${name}.md`), parts.join('\n'));
}

/** What this program wrote on an earlier day, or just now. */
export function load(name: string): Saved | undefined {
  const file = join(resultsFolder(), `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Saved) : undefined;
}

export function rowOf(saved: Saved, title: string, contender?: string): Row | undefined {
  const rows = saved.results.find((result) => result.title === title)?.rows;
  return rows?.find((row) => row.runs.length > 0 && (contender === undefined ? row.us : row.contender === contender));
}

/** Our median divided by theirs; nothing where one of them is not there. */
export function ratio(
  saved: Saved,
  title: string,
  peer: string,
  field: 'wallSeconds' | 'cpuSeconds',
): number | undefined {
  const [us, them] = [rowOf(saved, title), rowOf(saved, title, peer)];
  return us === undefined || them === undefined ? undefined : medianOf(us, field) / medianOf(them, field);
}
