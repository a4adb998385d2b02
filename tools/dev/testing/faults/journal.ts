import { readFile } from 'node:fs/promises';

/** A line that a task wrote into the journal. */
export interface JournalLine {
  readonly what: 'begin' | 'end';
  readonly build: string;
  /** The first of its outputs. */
  readonly task: string;
  readonly pid: number;
}

/** Reads the journal. It is empty until a task begins. */
export async function readJournal(path: string): Promise<JournalLine[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [what, build = '', task = '', pid] = line.split(' ');
      if ((what !== 'begin' && what !== 'end') || pid === undefined) throw new Error(`not of a journal: ${line}`);
      return { what, build, task, pid: Number(pid) };
    });
}

/** The `begin` lines of processes that have not written an `end` line. */
export function openLines(lines: readonly JournalLine[]): JournalLine[] {
  const ended = new Set(lines.filter(({ what }) => what === 'end').map(({ pid, build }) => `${build} ${String(pid)}`));
  return lines.filter(({ what, pid, build }) => what === 'begin' && !ended.has(`${build} ${String(pid)}`));
}
