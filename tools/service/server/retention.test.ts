import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDatabase, locationOf, opened } from '../../catalog/conformance/databases.js';
import { describeEachDatabase } from '../../catalog/conformance/describe_each_database.js';
import { openCatalog, type Catalog, type CatalogLocation, type Database } from '../../catalog/index.js';
import { eventsFile } from '../../observe/events/index.js';
import {
  BUILD,
  EACH_KIND,
  fakeManifest,
  finished,
  lines,
  started,
  taskEvent,
} from '../../observe/events/testing/index.js';
import { clearTemporary, retain, type RetentionPolicy } from './retention.js';
import { makeTables } from './tables.js';

const DAY = 86_400_000;
const never = new AbortController().signal;

describeEachDatabase('the retention of a service, in %s,', (newUrl) => {
  let location: CatalogLocation;
  let database: Database;
  let catalog: Catalog;
  let now: number;
  let swept: number[];
  let logged: unknown[];

  beforeEach(async () => {
    location = locationOf(await mkdtemp(join(tmpdir(), 'retention-')), await newUrl());
    database = await createDatabase(location);
    await makeTables(database);
    catalog = opened(await openCatalog(location));
    [swept, logged] = [[], []];
    // The build began at that time.
    now = started(1).time;
  });

  afterEach(async () => {
    await catalog.close();
    await database[Symbol.asyncDispose]();
    await rm(location.stateDir, { recursive: true });
  });

  const pass = (policy: RetentionPolicy): Promise<void> => {
    const nothing = (): void => undefined;
    const log = { info: (_: string, fields: unknown) => logged.push(fields), warn: nothing, error: nothing };
    const deployments = { sweep: (before: number) => Promise.resolve(swept.push(before) > 0 ? [] : []) };
    return retain(
      { ...{ policy, location, host: 'box', catalog, database, deployments, log }, clock: { now: () => now } },
      never,
    );
  };
  const there = async (folder: string): Promise<string[]> => {
    const names = await readdir(join(location.stateDir, folder)).catch(() => []);
    return names.sort();
  };

  /** A build of one task, whose manifest the catalog has. */
  const build = async (): Promise<void> => {
    const manifest = fakeManifest('a');
    const log = join(location.stateDir, 'builds', BUILD, 'logs', 'a.log');
    const events = [
      ...[started(1), taskEvent('a', EACH_KIND.announced, 1), taskEvent('a', { ...EACH_KIND.started, log }, 2)],
      ...[taskEvent('a', { ...EACH_KIND.finished, manifest }, 3), finished()],
    ];
    await mkdir(dirname(log), { recursive: true });
    await writeFile(log, 'hello\n');
    await writeFile(eventsFile(location.stateDir, BUILD), `${lines(events).join('\n')}\n`);
    await catalog.record([manifest]);
  };
  /** A request, and the files of its plan. */
  const request = async (id: string, endedAt: number | null): Promise<void> => {
    await database.run(
      `INSERT INTO requests (id, graph, made_at, made_by, source, body, body_digest, wanted, state, priority, plan_run, ended_at)
VALUES ($1, '//t:g', $2, 'ann', '{}', '{}', '', '{}', $3, 0, $4, $5)`,
      [id, now, endedAt === null ? 'waiting-for-approval' : 'succeeded', `run-${id}`, endedAt],
    );
    await mkdir(join(location.stateDir, 'runs', `run-${id}`), { recursive: true });
    await writeFile(join(location.stateDir, 'runs', `run-${id}`, 'plan.json'), '{}');
  };
  const event = (key: string, endedAt: number | null): Promise<number> =>
    database.run(
      `INSERT INTO trigger_events (graph, name, key, id, kind, at, payload, attempts, next_try, ended_at)
VALUES ('//t:g', 't', $1, $1, 'http', 1, '{}', 0, 0, $2)`,
      [key, endedAt],
    );
  const keys = async (): Promise<string[]> =>
    (await database.all<{ key: string }>('SELECT key FROM trigger_events ORDER BY key')).map(({ key }) => key);

  test('drops what is older than the policy, and keeps what is open, and what a manifest leads to', async () => {
    await build();
    for (const [id, endedAt] of [
      ['old', now],
      ['late', now + 2 * DAY],
      ['open', null],
    ] as const)
      await request(id, endedAt);
    // A plan that another request still needs.
    await database.run(`UPDATE requests SET previous_run = 'run-old' WHERE id = 'open'`);
    await request('gone', now);
    for (const [key, endedAt] of [
      ['1', now],
      ['2', null],
      ['3', now + 2 * DAY],
      ['4', now],
    ] as const)
      await event(key, endedAt);
    now += 3 * DAY;

    await pass({ keepMs: 4 * DAY });
    expect(await there('runs')).toEqual(['run-gone', 'run-late', 'run-old', 'run-open']);
    expect([await keys(), logged]).toEqual([['1', '2', '3', '4'], []]);
    expect(await there(`builds/${BUILD}`)).toContain('events.jsonl');

    await pass({ keepMs: 2 * DAY, keepBuilds: 1 });
    expect(await there('runs')).toEqual(['run-late', 'run-old', 'run-open']);
    // The newest event of a trigger stays, to be shown.
    expect(await keys()).toEqual(['2', '3', '4']);
    expect(await there(`builds/${BUILD}`)).toContain('events.jsonl');
    expect(logged).toEqual([{ builds: 0, runs: 1, triggerEvents: 1, deployments: 0 }]);

    await pass({ keepMs: 2 * DAY });
    expect(logged.at(-1)).toEqual({ builds: 1, runs: 0, triggerEvents: 0, deployments: 0 });
    expect(await database.all('SELECT build_id FROM builds')).toEqual([]);
    // Its log is that of a partition that exists.
    expect(await there(`builds/${BUILD}/logs`)).toEqual(['a.log']);
    expect(swept).toEqual([now - 4 * DAY, now - 2 * DAY, now - 2 * DAY]);
  });

  test('drops nothing without a policy', async () => {
    await build();
    await request('old', now);
    for (const key of ['1', '2']) await event(key, now);
    now += 10_000 * DAY;
    await pass({});
    expect([await there('runs'), await keys(), swept, logged]).toEqual([['run-old'], ['1', '2'], [], []]);
    expect(await there(`builds/${BUILD}`)).toContain('events.jsonl');
  });

  test('removes what an earlier service was unpacking when it was killed', async () => {
    await clearTemporary(location.stateDir);
    await mkdir(join(location.stateDir, 'tmp', 'unpack-1', 'g'), { recursive: true });
    await clearTemporary(location.stateDir);
    expect(await there('tmp')).toEqual([]);
  });
});
