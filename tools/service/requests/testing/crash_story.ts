import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { timeIds } from '../../../base/runtime/index.js';
import type { CatalogLocation, Database, Sql } from '../../../catalog/index.js';
import { onlyProgram } from '../../programs/index.js';
import { isEnd, openRequests } from '../index.js';
import { ANN, databaseAt, scriptProgram, settingsAt } from './rig.js';

/** What a process does: accept a request and work until that has ended. */
export interface CrashStory {
  readonly location: CatalogLocation;
  /** The program of the graph: its first argument is the phase. */
  readonly program: string;
  /** Before which statement or call of the file system the process kills itself, from 1; 0: never. */
  readonly killAt: number;
}

const story = JSON.parse(process.argv[2] ?? '') as CrashStory;

let steps = 0;

function count(): void {
  if (++steps === story.killAt) process.kill(process.pid, 'SIGKILL');
}

function counting(sql: Sql): Sql {
  return {
    batch: sql.batch,
    all: (text, parameters) => {
      count();
      return sql.all(text, parameters);
    },
    run: (text, parameters) => {
      count();
      return sql.run(text, parameters);
    },
  };
}

/** Each call of these that this process makes is a step. */
for (const name of ['open', 'writeFile', 'mkdir', 'rename', 'rm', 'link', 'readFile'] as const) {
  const call = fs[name] as (...args: unknown[]) => unknown;
  const counted = (...args: unknown[]): unknown => {
    count();
    return call(...args);
  };
  Object.assign(fs, { [name]: counted });
}
syncBuiltinESMExports();

const opened = await databaseAt(story.location);
const database: Database = {
  ...opened,
  ...counting(opened),
  transaction: (work) => opened.transaction((sql) => work(counting(sql))),
};
const requests = openRequests({
  database,
  clock: { now: Date.now },
  newId: timeIds(Date.now),
  emit: () => undefined,
  programs: onlyProgram(scriptProgram((phase) => [story.program, phase])),
  settings: { ...settingsAt(story.location), pollMs: 50 },
});
steps = 0;
const stop = new AbortController();
const working = requests.work(stop.signal);
const request = await requests.accept(
  '//t:g',
  { refs: ['a/1'] },
  { principal: ANN, source: { kind: 'api' }, idempotencyKey: 'key' },
);
if (!request.ok) throw new Error(JSON.stringify(request.error));
for (;;) {
  const [row] = await opened.all<{ state: Parameters<typeof isEnd>[0] }>('SELECT state FROM requests');
  if (row !== undefined && isEnd(row.state)) break;
  await new Promise((resolve) => setTimeout(resolve, 5));
}
stop.abort();
await working;
await database[Symbol.asyncDispose]();
process.stdout.write(String(steps));
