import { hash } from 'node:crypto';
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { CatalogLocation, Database } from '../../catalog/index.js';
import { createDatabase, locationOf } from '../../catalog/conformance/databases.js';
import { describeEachDatabase } from '../../catalog/conformance/describe_each_database.js';
import { passOnSignals } from '../../dev/testing/index.js';
import {
  listActivity,
  migrateActivity,
  runProgram,
  type GraphProgram,
  type Principal,
  type ServiceEvent,
} from '../programs/index.js';
import { deploymentsOfBuilds, recordDeploymentOfBuild } from './builds_of.js';
import { Deployments, migrateDeployments, type DeploymentsDeps, type Uploaded } from './deployments.js';
import { diffPrograms } from './diff.js';
import { describeDeploymentFailure, type DeploymentFailure } from './failure.js';
import { DEFAULT_LIMITS } from './limits.js';
import { archiveOf, graphArchive, graphEntries } from './testing/index.js';
import type { Result } from '../../base/model/index.js';

const ADMIN: Principal = { name: 'ann', role: 'admin' };

describeEachDatabase('deployments in %s', (newUrl) => {
  let dir: string;
  let location: CatalogLocation;
  let database: Database;
  let deployments: Deployments;
  let now: number;
  let events: ServiceEvent[];
  let deafen: () => void;
  const opened: Database[] = [];

  beforeEach(async () => {
    deafen = passOnSignals('SIGCHLD');
    dir = await mkdtemp(join(tmpdir(), 'deployments-'));
    location = locationOf(dir, await newUrl());
    database = await open();
    await migrateActivity(database);
    await migrateDeployments(database);
    now = 1_000;
    events = [];
    deployments = replica();
  }, 120_000);

  afterEach(async () => {
    deafen();
    for (const each of opened.splice(0)) await each[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  });

  async function open(): Promise<Database> {
    const database = await createDatabase(location);
    opened.push(database);
    return database;
  }

  function replica(more: Partial<DeploymentsDeps> = {}): Deployments {
    return new Deployments({
      ...{ database, stateDir: dir, clock: { now: () => now }, emit: (event) => events.push(event) },
      ...{ env: { PATH: '/usr/bin:/bin' }, ...more },
    });
  }

  const upload = (archive: Buffer, to = deployments) => to.upload(Readable.from([archive]), ADMIN);

  const value = <T>(result: Result<T, DeploymentFailure>): T => {
    if (!result.ok) throw new Error(describeDeploymentFailure(result.error).detail);
    return result.value;
  };
  const deployed = async (archive: Buffer): Promise<string> => {
    const { deployment } = value(await upload(archive));
    value(await deployments.makeCurrent(deployment.digest, ADMIN));
    return deployment.digest;
  };
  const run = async (program: GraphProgram | undefined, phase: string, args: readonly string[]) => {
    if (program === undefined) throw new Error('there is no program');
    const env = { ...program.env, DATABUILD_CATALOG: location.url ?? '' };
    const done = await runProgram(program.command(phase), ['--state-dir', dir, '--quiet', ...args], { env, cwd: dir });
    if (done.kind !== 'exited' || done.code !== 0) throw new Error(JSON.stringify(done));
    return done.stdout.toString();
  };
  const refusal = async (uploaded: Promise<Result<Uploaded, DeploymentFailure>>) => {
    const result = await uploaded;
    if (result.ok) throw new Error('it was taken');
    return describeDeploymentFailure(result.error);
  };
  const leftovers = () => readdir(join(dir, 'tmp'));

  test('an archive is stored by its content, and its programs run', async () => {
    const archive = await graphArchive();
    const { deployment, isNew } = value(await upload(archive));
    expect(isNew).toBe(true);
    expect(deployment).toMatchObject({
      ...{ digest: hash('sha256', archive), graph: '//t:g', state: 'staged', size: archive.length, madeAt: 1_000 },
      ...{ madeBy: 'ann', jobs: 2, triggers: [], root: 'g', version: expect.stringContaining('(node v') },
    });
    expect(await deployments.current('//t:g')).toBeUndefined();
    const program = await deployments.byDeployment('//t:g', deployment.digest);
    expect(JSON.parse(await run(program, 'plan', ['b/1']))).toMatchObject({ graph: '//t:g', outputs: ['b/1'] });
    expect(await deployments.byDeployment('//t:other', deployment.digest)).toBeUndefined();
    expect(await leftovers()).toEqual([]);
  });

  test('many uploads of one archive are one deployment', async () => {
    const archive = await graphArchive();
    const both = await Promise.all([upload(archive), upload(archive)]);
    expect(both.map((each) => value(each).isNew).sort()).toEqual([false, true]);
    for (let n = 0; n < 1_000; n++) expect(value(await upload(archive)).isNew).toBe(false);
    expect(await deployments.list({ limit: 10 })).toHaveLength(1);
    expect(events).toMatchObject([{ type: 'deployment', state: 'staged' }]);
    expect(await database.all('SELECT digest FROM deployment_chunks')).toHaveLength(1);
    expect(await leftovers()).toEqual([]);
  }, 120_000);

  test('one deployment of a graph is current, and going back is the same call', async () => {
    const first = await deployed(await graphArchive());
    now = 2_000;
    const second = await deployed(await graphArchive({ version: '2.0.0' }));
    expect((await deployments.current('//t:g'))?.deployment).toBe(second);
    expect((await deployments.get(first))?.state).toBe('former');
    now = 3_000;
    expect(value(await deployments.makeCurrent(first, ADMIN))).toMatchObject({ state: 'current', currentAt: 3_000 });
    expect(value(await deployments.makeCurrent(first, ADMIN))).toMatchObject({ state: 'current', currentAt: 3_000 });
    expect((await deployments.current('//t:g'))?.deployment).toBe(first);
    expect(await deployments.graphs()).toEqual(['//t:g']);
    const made = (await listActivity(database, { action: 'make-deployment-current', limit: 10 })).map((each) => [
      each.who,
      each.subject,
      each.detail['before'],
    ]);
    expect(made).toEqual([
      ['ann', first, second],
      ['ann', second, first],
      ['ann', first, undefined],
    ]);
    expect(events.map((event) => 'state' in event && event.state)).toEqual([
      ...['staged', 'current', 'staged', 'current', 'current'],
    ]);
  });

  test('of two that become current at the same time, one does', async () => {
    const one = value(await upload(await graphArchive())).deployment.digest;
    const two = value(await upload(await graphArchive({ version: '2.0.0' }))).deployment.digest;
    const other = replica({ database: await open() });
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? deployments : other).makeCurrent(n % 4 < 2 ? one : two, ADMIN),
      ),
    );
    const states = (await deployments.list({ limit: 10 })).map(({ state }) => state).sort();
    expect(states).toEqual(['current', 'former']);
  });

  test('another replica unpacks the archive from the database, once', async () => {
    const big = { name: 'g/data', content: Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * n) % 251)) };
    const digest = await deployed(await graphArchive({ more: [big] }));
    const elsewhere = await mkdtemp(join(tmpdir(), 'replica-'));
    const other = replica({ stateDir: elsewhere, database: await open() });
    const [program, same] = await Promise.all([other.current('//t:g'), other.byDeployment('//t:g', digest)]);
    expect(program).toBe(same);
    expect(await run(program, 'lookup', ['b/1'])).toContain('//t:b');
    expect(await readdir(elsewhere)).toEqual(['deployments', 'tmp']);
    expect(await readdir(join(elsewhere, 'deployments'))).toEqual([digest]);
    await rm(elsewhere, { recursive: true });
  });

  test('what a process that was killed has left is completed by the next upload, or swept', async () => {
    const archive = await graphArchive();
    const { digest } = value(await upload(archive)).deployment;
    await database.run(`UPDATE deployments SET state = 'arriving'`);
    expect(await deployments.get(digest)).toBeUndefined();
    expect(await deployments.makeCurrent(digest, ADMIN)).toMatchObject({ error: { reason: 'deployment-not-found' } });
    expect(value(await upload(archive))).toMatchObject({ isNew: true, deployment: { digest, state: 'staged' } });
    await database.run(`UPDATE deployments SET state = 'arriving'`);
    now = 10_000;
    expect(await deployments.sweep(5_000, ADMIN)).toEqual([digest]);
    expect(await database.all('SELECT digest FROM deployment_chunks')).toEqual([]);
    expect(value(await upload(archive))).toMatchObject({ isNew: true, deployment: { digest, state: 'staged' } });
    expect(await run(await deployments.byDeployment('//t:g', digest), 'lookup', ['b/1'])).toContain('//t:b');
  });

  test('a deployment is kept while it is current, is used, or has made a manifest, and is removed otherwise', async () => {
    const first = await deployed(await graphArchive());
    const program = await deployments.current('//t:g');
    const [manifest] = (await run(program, 'build', ['a/1'])).trim().split('\n');
    const { id, buildId } = JSON.parse(manifest ?? '') as { id: string; buildId: string };
    await recordDeploymentOfBuild(database, buildId, '//t:g', first);
    expect(await deploymentsOfBuilds(database, [buildId, 'unknown'])).toEqual(new Map([[buildId, first]]));

    let uses: string | undefined = 'request 7';
    const checked = replica({ openUse: () => Promise.resolve(uses) });
    const second = value(await upload(await graphArchive({ version: '2.0.0' }))).deployment.digest;
    expect(await checked.remove(second, ADMIN)).toMatchObject({ error: { need: { kind: 'in-use', by: 'request 7' } } });
    uses = undefined;
    value(await checked.makeCurrent(second, ADMIN));
    expect(await checked.remove(second, ADMIN)).toMatchObject({ error: { need: { kind: 'current' } } });
    expect(await checked.remove(first, ADMIN)).toMatchObject({ error: { need: { kind: 'manifest', manifest: id } } });
    expect(await checked.sweep(now, ADMIN)).toEqual([]);
    now = 2_000;
    // Old as it is, a manifest leads to it.
    expect(await checked.sweep(now, ADMIN)).toEqual([]);
    await database.run('DELETE FROM manifests');
    expect(await checked.sweep(now, ADMIN)).toEqual([first]);
    expect(await checked.get(first)).toMatchObject({ state: 'deleted', madeBy: 'ann' });
    expect(await checked.makeCurrent(first, ADMIN)).toMatchObject({ error: { reason: 'deployment-removed' } });
    expect(await checked.byDeployment('//t:g', first)).toBeUndefined();
    await expect(access(join(dir, 'deployments', first))).rejects.toThrow();
    expect(await leftovers()).toEqual([]);
  });

  test('a new deployment says what it would make stale, by job and reason, and what is stale anyway', async () => {
    await deployed(await graphArchive());
    const old = await deployments.current('//t:g');
    await run(old, 'build', ['b/1', 'b/2']);
    const { digest } = value(await upload(await graphArchive({ version: '2.0.0' }))).deployment;
    const next = await deployments.byDeployment('//t:g', digest);
    if (next === undefined) throw new Error('there is no program');
    const options = { stateDir: dir, dataDir: join(dir, 'data'), env: { DATABUILD_CATALOG: location.url ?? '' } };
    const diff = value(await diffPrograms(database, { old, next }, options));
    expect(diff).toMatchObject({ deployment: digest, from: old?.deployment, refs: 4, cut: false, alreadyStale: 0 });
    expect(diff.counts).toEqual([
      { job: '//t:a', reason: 'job-major-changed', tasks: 2 },
      { job: '//t:b', reason: 'job-major-changed', tasks: 2 },
    ]);
    expect(diff.tasks.flatMap(({ outputs }) => outputs).sort()).toEqual(['a/1', 'a/2', 'b/1', 'b/2']);

    const given = value(await diffPrograms(database, { old, next, refs: ['b/2', 'a/3'] }, options));
    expect(given).toMatchObject({ refs: 2, alreadyStale: 1 });
    expect(given.tasks.find(({ already }) => already)).toMatchObject({ outputs: ['a/3'], reason: { kind: 'missing' } });
    const bad = await diffPrograms(database, { old, next, refs: ['c/1'] }, options);
    expect(bad).toMatchObject({ ok: false, error: { reason: 'plan-failed', detail: expect.stringContaining('c/1') } });
  });

  test('deployments are listed by page, newest first', async () => {
    const digests: string[] = [];
    for (const version of ['1.0.0', '2.0.0', '3.0.0']) {
      digests.unshift(value(await upload(await graphArchive({ version }))).deployment.digest);
      if (version !== '1.0.0') now++;
    }
    const page = await deployments.list({ graph: '//t:g', limit: 2 });
    const rest = await deployments.list({ graph: '//t:g', limit: 2, after: page.at(-1)?.digest });
    expect([...page, ...rest].map(({ digest }) => digest).sort()).toEqual([...digests].sort());
    expect(page[0]?.digest).toBe(digests[0]);
    expect(await deployments.list({ graph: '//t:h', limit: 2 })).toEqual([]);
  });

  test.each([
    [
      'no archive',
      async () => Promise.resolve(Buffer.from('#!/bin/sh\n')),
      'archive-unreadable',
      'not compressed with gzip',
    ],
    [
      'an archive of something else',
      () => archiveOf([{ name: 'g/a', content: 'a' }]),
      'not-a-graph',
      'no descriptor of a graph "g"',
    ],
    [
      'an archive of a job',
      () => graphArchive({ without: (name) => name === 'g/g.exec' }),
      'not-a-graph',
      'no program g/g.exec',
    ],
    [
      'an archive for another platform',
      () =>
        archiveOf(
          graphEntries().map((entry) => (entry.name === 'g/g.plan' ? { ...entry, content: '#!/no/node\n' } : entry)),
        ),
      'programs-do-not-start',
      'its interpreter is missing; build the archive for the platform of the service',
    ],
    [
      'programs that are not DataBuild',
      () =>
        archiveOf(
          graphEntries().map((entry) => (entry.name === 'g/g.plan' ? { ...entry, content: '#!/bin/sh\n' } : entry)),
        ),
      'programs-do-not-start',
      'it is not DataBuild',
    ],
    [
      'a link out',
      () => graphArchive({ more: [{ name: 'g/out', type: 'symlink', linkname: '/etc' }] }),
      'archive-entry-refused',
      '"g/out" is a link to an absolute path',
    ],
  ] as const)('an upload of %s is refused, and leaves nothing', async (_, archive, reason, detail) => {
    const problem = await refusal(upload(await archive()));
    expect(problem).toMatchObject({ reason, detail: expect.stringContaining(detail) });
    expect(problem.status).toBeGreaterThanOrEqual(400);
    expect(problem.status).toBeLessThan(500);
    expect(await deployments.list({ limit: 10 })).toEqual([]);
    expect(await leftovers()).toEqual([]);
  });

  test('an upload that is too large or breaks off is refused, and leaves nothing', async () => {
    const small = replica({ limits: { ...DEFAULT_LIMITS, archiveBytes: 500 } });
    expect(await refusal(upload(await graphArchive(), small))).toMatchObject({
      status: 413,
      reason: 'archive-too-large',
    });
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('abc');
        throw new Error('aborted');
      })(),
    );
    expect(await refusal(deployments.upload(broken, ADMIN))).toMatchObject({ status: 400, reason: 'upload-cut-off' });
    expect(await leftovers()).toEqual([]);
    await writeFile(join(dir, 'deployments'), '');
    expect(await refusal(upload(await graphArchive()))).toMatchObject({
      status: 507,
      reason: 'deployments-unwritable',
    });
    expect(await leftovers()).toEqual([]);
  });
});
