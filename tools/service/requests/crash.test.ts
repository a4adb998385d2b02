import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCatalog, locationOf } from '../../catalog/conformance/databases.js';
import { NODE_PROGRAM } from '../../dev/testing/index.js';
import { startPostgres, type PostgresServer } from '../../dev/testing/postgres/index.js';
import type { CrashStory } from './testing/crash_story.js';
import { databaseAt } from './testing/rig.js';

jest.setTimeout(900_000);

/** Like the targets of a graph, in a few milliseconds. A build that has not its whole plan does nothing. */
const PROGRAM = `#!/bin/sh
phase=$1
events=
while [ $# -gt 0 ]; do
  if [ "$1" = --events ]; then events=$2; fi
  shift
done
input=$(cat; echo .)
if [ "$phase" = plan ]; then
  [ "$input" = 'a/1
.' ] || exit 2
  cat "$(dirname "$0")/plan.json"
  exit 0
fi
case $input in
*'"pruned":[
]}
.') ;;
*) echo 'the plan is cut off' >&2; exit 2 ;;
esac
event() {
  printf '{"specversion":"1.0","id":"b.%s","source":"//databuild/h/b","type":"dev.databuild.build.%s.v1","subject":"b","time":"2026-01-02T03:04:05.678Z","sequence":"%s","datacontenttype":"application/json","data":%s}\\n' "$1" "$2" "$1" "$3" >> "$events"
}
event 0000000001 started '{"buildId":"b","label":"//t:g","plan":"p","host":"h","process":{"pid":1},"tasks":1,"pruned":0,"reasons":{"missing":1},"logDir":"/l"}'
echo built >> "$(dirname "$0")/built"
event 0000000002 finished '{"last":true,"outcome":"succeeded","built":1,"failed":0,"skipped":0,"aborted":0,"delegated":0,"unchanged":0,"pruned":0,"durationMs":1}'
`;

const TASK = {
  ...{ id: '0123456789abcdef', job: '//t:j', jobVersion: '1.0.0', dependsOn: [], versionKey: 'v', contentKey: 'c' },
  ...{ config: { outputs: ['a/1'], inputs: [], args: [], env: {}, executable: 'x' } },
  reason: { kind: 'missing', refs: ['a/1'] },
};
const PLAN = `{"schemaVersion":1,
"id":"p",
"graph":"//t:g",
"outputs":[
"a/1"
],
"tasks":[
${JSON.stringify(TASK)}
],
"pruned":[
]}
`;

const TESTING = join(dirname(fileURLToPath(import.meta.url)), 'testing');
const SOURCES = join(TESTING, '../../../catalog/conformance/ts_sources.ts');

let folder: string;
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the story in a process of its own. @returns what it printed, or the signal that ended it */
function run(story: CrashStory): Promise<string> {
  const args = ['--disable-warning=ExperimentalWarning', '--import', SOURCES, join(TESTING, 'crash_story.ts')];
  return new Promise((resolve, reject) => {
    execFile(NODE_PROGRAM, [...args, JSON.stringify(story)], (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.signal === 'SIGKILL') resolve('SIGKILL');
      else reject(new Error(stderr));
    });
  });
}

interface Ending {
  readonly killed: boolean;
  readonly end: unknown;
}

/**
 * Kills the story once, lets another process go on, and says how it ended.
 *
 * @param url `postgres://…`: the other process is a second replica, which runs from the beginning
 */
async function endAfterKill(killAt: number, url?: string): Promise<Ending> {
  const dir = join(folder, String(killAt));
  await mkdir(dir);
  const program = join(dir, 'program');
  await writeFile(program, PROGRAM, { mode: 0o755 });
  await writeFile(join(dir, 'plan.json'), PLAN);
  const location = locationOf(join(dir, 'state'), url);
  await mkdir(location.stateDir);
  await createCatalog(location);
  const replica = url === undefined ? undefined : run({ location, program, killAt: 0 });
  const first = await run({ location, program, killAt });
  if (replica !== undefined) await replica;
  else if (first === 'SIGKILL') await run({ location, program, killAt: 0 });
  const database = await databaseAt(location);
  const requests = await database.all('SELECT state, approved_by, problem FROM requests');
  const refs = await database.all('SELECT * FROM request_refs');
  const activity = await database.all('SELECT action FROM activity');
  await database[Symbol.asyncDispose]();
  const built = await readFile(join(dir, 'built'), 'utf8');
  return { killed: first === 'SIGKILL', end: { requests, refs, activity, built } };
}

const UNDISTURBED = {
  requests: [{ state: 'succeeded', approved_by: 'policy', problem: null }],
  refs: [],
  activity: [{ action: 'accept-request' }],
  built: 'built\n',
};

/** Each step takes two processes. With the variable, all of them are tried, otherwise one of a few, from the first to the last. */
const STRIDE = process.env['DATABUILD_TEST_EVERY_STEP'] === undefined ? 7 : 1;

test('a service that is killed between two steps loses no request, doubles none and builds once', async () => {
  expect(await endAfterKill(0)).toEqual({ killed: false, end: UNDISTURBED });
  for (let killAt = 1; ; killAt += STRIDE) {
    const { killed, end } = await endAfterKill(killAt);
    expect({ killAt, end }).toEqual({ killAt, end: UNDISTURBED });
    if (!killed) break;
  }
});

test('a replica that is killed loses no request to the other one, doubles none and builds once', async () => {
  for (let killAt = 1; killAt < 100; killAt += 3 * STRIDE) {
    const { end } = await endAfterKill(killAt, await server.createDatabase());
    expect({ killAt, end }).toEqual({ killAt, end: UNDISTURBED });
  }
});
