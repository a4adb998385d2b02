import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startPostgres, type PostgresServer } from '../../dev/testing/postgres/index.js';
import { CatalogError, openPostgresCatalog, openPostgresView, type Catalog, type CatalogFailure } from '../index.js';
import { describeCatalog } from './describe_catalog.js';
import { describeSharing } from './describe_sharing.js';
import { FIRST_POSTGRES_RECORD, FIRST_POSTGRES_SCHEMA } from './first_postgres.js';
import { DAMAGED_BODIES, inputOf, manifestOf, ref, took } from './manifests.js';
import { all, subject } from './subject.js';

let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

afterAll(() => server.stop());

async function open(url: string): Promise<Catalog> {
  const catalog = await openPostgresCatalog(url);
  if (!catalog.ok) throw new Error(JSON.stringify(catalog.error));
  return catalog.value;
}

async function failureOf(url: string): Promise<CatalogFailure> {
  const catalog = await openPostgresCatalog(url);
  if (catalog.ok) throw new Error('the catalog opened, but should fail');
  return catalog.error;
}

async function execute(url: string, sql: string, values: readonly unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

async function place(): Promise<{ url: string; open: () => Promise<Catalog>; elapse: (ms: number) => Promise<void> }> {
  const url = await server.createDatabase();
  // The catalog uses the clock of the server.
  return {
    url,
    open: () => open(url),
    elapse: async (ms) => {
      await setTimeout(ms + 1);
    },
  };
}

describeCatalog('PostgreSQL', place);

describeSharing('PostgreSQL', async () => ({ stateDir: '', url: await server.createDatabase() }));

describe('a PostgreSQL catalog', () => {
  const catalogs = subject(place);

  test('is created once if many open it in parallel, next to other tables', async () => {
    const { url, open: openEnd } = await catalogs.place();
    await execute(url, 'CREATE TABLE manifests (mine int)');
    const ends = await Promise.all(Array.from({ length: 8 }, () => openEnd()));

    expect(new Set(await Promise.all(ends.map((end) => end.snapshot()))).size).toBe(1);
    expect(await execute(url, 'SELECT version FROM databuild.schema_version')).toEqual([{ version: 4 }]);
  });

  test('of the first version is migrated with all its contents by one of several processes that open it', async () => {
    const { url, open: openEnd } = await catalogs.place();
    const manifests = Array.from({ length: 2_500 }, (_, i) =>
      manifestOf(`m${String(i)}`, [`a/${String(i)}`, `b/${String(i)}`], {
        ...took(i),
        job: `//:j${String(i % 2)}`,
        jobVersion: `${String(i)}.0.0`,
        metadata: { odd: '\u0000\ud800' },
        ...(i === 2_497 && { origin: 'blessed' }),
      }),
    );
    const outputs = manifests.flatMap(({ id, outputs }) => outputs.map((output) => [output, id] as const));
    const texts = manifests.map((manifest) => JSON.stringify(manifest));
    texts[2_495] = '{';
    await execute(url, FIRST_POSTGRES_SCHEMA);
    await execute(url, FIRST_POSTGRES_RECORD, [
      manifests.map(({ id }) => id),
      texts,
      outputs.map(([output]) => output),
      outputs.map(([, id]) => id),
    ]);
    await execute(url, "INSERT INTO databuild.history VALUES ('gone', 9, 'g'), ('gone', 10, '')");
    await execute(url, "INSERT INTO databuild.leases VALUES ('held', 'somebody', 7, 'infinity')");

    const [c] = await Promise.all([openEnd(), openEnd(), openEnd()]);
    expect(await c.snapshot()).toBe('0123:41');
    const found = await c.current(['b/7', 'a/2499'].map(ref));
    expect([found.get(ref('b/7'))?.jobVersion, found.get(ref('a/2499'))?.jobVersion]).toEqual(['7.0.0', '2499.0.0']);
    expect(await c.durations(['//:j0', '//:j1', '//:j2'], 3)).toEqual(
      new Map([
        ['//:j0', [2_498, 2_496, 2_494]],
        ['//:j1', [2_499, 2_493, 2_491]],
      ]),
    );
    expect(await c.manifests(['m9'])).toEqual(new Map([['m9', manifests[9]]]));
    expect((await all(c.list())).length).toBe(5_000);
    expect(await c.changes(0, 10)).toEqual({ ok: false, error: { reason: 'changes-lost', newest: 1 } });
    await c.record([manifestOf('new', ['a'])]);
    expect(await c.changes(1, 10)).toMatchObject({ ok: true, value: { changes: [{ ref: 'a', id: 'new' }] } });
    await c.forget([ref('a')]);
    expect((await c.history([ref('gone')])).get(ref('gone'))).toEqual([{ kind: 'forgotten', atMicros: 10 }]);
    expect((await c.acquire({ keys: ['held'], owner: 'me', ttlMs: 1 })).get('held')).toMatchObject({ acquired: false });
    expect(await all(c.verify())).toEqual([
      { problem: 'manifest-unreadable', manifest: 'm2495', detail: expect.stringContaining('column 2') },
    ]);
    expect(await execute(url, 'SELECT version FROM databuild.schema_version')).toEqual([{ version: 4 }]);
  }, 60_000);

  test('finds the inputs of other manifests beside damaged ones', async () => {
    const { url, open: openEnd } = await catalogs.place();
    const c = await openEnd();
    await c.record([
      manifestOf('good', ['a'], { inputs: [inputOf('x', 'm')] }),
      ...DAMAGED_BODIES.map((_, i) => manifestOf(`m${String(i)}`, [`b/${String(i)}`])),
    ]);
    for (const [i, body] of DAMAGED_BODIES.entries()) {
      await execute(url, 'UPDATE databuild.manifests SET body = $1 WHERE id = $2', [body, `m${String(i)}`]);
    }
    const refs = ['a', ...DAMAGED_BODIES.map((_, i) => `b/${String(i)}`)].map(ref);
    expect((await c.inputs(refs, 100)).toSorted()).toEqual(['x', 'y']);
  });

  test('of a later version of DataBuild is not opened', async () => {
    const { url, open: openEnd } = await catalogs.place();
    await openEnd();
    await execute(url, 'UPDATE databuild.schema_version SET version = 7');

    expect(await failureOf(url)).toMatchObject({ reason: 'catalog-newer-schema', found: 7, known: 4 });
  });

  test('that cannot be opened gives its address without the password', async () => {
    const shown = (database: string): string => `postgres://${server.host}:${String(server.port)}/${database}`;
    const secret = (rest: string): string => `postgres://databuild:hunter2@${rest}`;
    const at = `${server.host}:${String(server.port)}`;
    const failures = [
      await failureOf(secret('127.0.0.1:1/db')),
      await failureOf(secret('nowhere.invalid/db')),
      await failureOf(secret(`${at}/nobody`)),
      await failureOf(secret('host:notaport/db')),
      await failureOf('mysql://databuild:hunter2@host/db'),
      await failureOf(secret(`${at}/`)),
    ];

    expect(failures).toEqual([
      { reason: 'catalog-server-unreachable', path: 'postgres://127.0.0.1:1/db', code: 'ECONNREFUSED' },
      { reason: 'catalog-server-unreachable', path: 'postgres://nowhere.invalid:5432/db', code: expect.any(String) },
      { reason: 'catalog-database-missing', path: shown('nobody') },
      { reason: 'catalog-address-invalid', path: 'host:notaport/db', detail: expect.any(String) },
      { reason: 'catalog-address-invalid', path: 'mysql://host/db', detail: expect.any(String) },
      { reason: 'catalog-address-invalid', path: `postgres://${server.host}/`, detail: expect.any(String) },
    ]);
    expect(JSON.stringify(failures)).not.toContain('hunter2');
  });

  test('distinguishes a user without rights from a read-only server', async () => {
    const { url } = await catalogs.place();
    await execute(url, 'CREATE ROLE guest LOGIN');
    const [, database = ''] = /([^/]+)$/.exec(url) ?? [];
    expect(await failureOf(url.replace('databuild@', 'guest@'))).toMatchObject({ reason: 'catalog-access-denied' });

    await (await open(url)).close();
    await execute(url, `ALTER DATABASE ${database} SET default_transaction_read_only = on`);
    expect(await failureOf(url)).toMatchObject({ reason: 'catalog-read-only' });
  });

  test('can be read by a user with read rights only, and names the missing rights to a build', async () => {
    const { url, open: openEnd } = await catalogs.place();
    await (await openEnd()).record([manifestOf('m1', ['a'])]);
    await execute(url, 'CREATE ROLE reader LOGIN');
    await execute(url, 'GRANT USAGE ON SCHEMA databuild TO reader');
    await execute(url, 'GRANT SELECT ON ALL TABLES IN SCHEMA databuild TO reader');
    const asReader = url.replace('databuild@', 'reader@');

    const view = await openPostgresView(asReader);
    if (!view.ok) throw new Error(JSON.stringify(view.error));
    expect(await all(view.value.list())).toMatchObject([{ ref: 'a', id: 'm1' }]);
    expect(await all(view.value.verify())).toEqual([]);
    expect(await view.value.changes(0, 10)).toMatchObject({ ok: true, value: { changes: [{ ref: 'a' }] } });
    expect(await all(view.value.exportLines())).toHaveLength(1);
    await view.value.close();

    expect(await failureOf(asReader)).toMatchObject({
      reason: 'catalog-rights-missing',
      rights: expect.arrayContaining(['INSERT on databuild.manifests', 'USAGE on databuild.lease_tokens']),
    });
    await execute(url, 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA databuild TO reader');
    await execute(url, 'REVOKE INSERT ON databuild.leases FROM reader');
    await execute(url, 'GRANT USAGE ON SEQUENCE databuild.lease_tokens TO reader');
    expect(await failureOf(asReader)).toMatchObject({ rights: ['INSERT on databuild.leases'] });
    await execute(url, 'GRANT INSERT ON databuild.leases TO reader');
    const writer = await open(asReader);
    await writer.acquire({ keys: ['k'], owner: 'me', ttlMs: 1_000 });
    await writer.record([manifestOf('m2', ['b'])]);
    await writer.close();
  });

  test('can be read on a read-only server, and is empty if it was never created', async () => {
    const onlyReads = async (url: string): Promise<void> => {
      const [, database = ''] = /([^/]+)$/.exec(url) ?? [];
      await execute(url, `ALTER DATABASE ${database} SET default_transaction_read_only = on`);
    };
    const never = await catalogs.place();
    await onlyReads(never.url);
    const empty = await openPostgresView(never.url);
    expect(empty.ok && (await all(empty.value.list()))).toEqual([]);

    const { url, open: openEnd } = await catalogs.place();
    await (await openEnd()).record([manifestOf('m1', ['a'])]);
    await onlyReads(url);
    const view = await openPostgresView(url);
    if (!view.ok) throw new Error(JSON.stringify(view.error));
    expect(await all(view.value.list())).toMatchObject([{ ref: 'a' }]);
    await view.value.close();
  });

  test('fails if the server dies, keeps all records, and works again after the server restarts', async () => {
    const c = await catalogs.catalog();
    await c.record([manifestOf('before', ['a'])]);
    let recorded = 0;
    const failed = (async (): Promise<unknown> => {
      try {
        for (;;) {
          await c.record([manifestOf(`m${String(recorded)}`, [`x/${String(recorded)}`, `y/${String(recorded)}`])]);
          recorded++;
        }
      } catch (error) {
        return error;
      }
    })();
    while (recorded < 50) await setTimeout(1);
    await server.kill();

    const error = await failed;
    expect(error).toBeInstanceOf(CatalogError);
    expect((error as CatalogError).failure.reason).toMatch(/^catalog-(connection-lost|server-unreachable)$/);
    await expect(c.current([ref('a')])).rejects.toMatchObject({ failure: { reason: 'catalog-server-unreachable' } });

    await server.restart();
    const outputs = Array.from({ length: recorded + 1 }, (_, i) => [`x/${String(i)}`, `y/${String(i)}`]);
    const found = await c.current(outputs.slice(0, recorded).flat().map(ref));
    expect(found.size).toBe(2 * recorded);
    // The last batch was recorded completely or not at all.
    expect([0, 2]).toContain((await c.current((outputs.at(-1) ?? []).map(ref))).size);
    expect(await all(c.verify())).toEqual([]);
    await c.record([manifestOf('after', ['a'])]);
    expect((await c.current([ref('a')])).get(ref('a'))?.id).toBe('after');
  }, 60_000);

  test('has nothing of a batch if the server dies while it is recorded, and accepts it afterwards', async () => {
    const { url, open: openEnd } = await catalogs.place();
    const c = await openEnd();
    const batch = Array.from({ length: 3_000 }, (_, i) => manifestOf(`m${String(i)}`, [`a/${String(i)}`]));
    const ids = batch.map(({ id }) => id);

    // Another client locks the last table, so the batch stops halfway.
    const holder = new pg.Client(url);
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE databuild.outputs IN ACCESS EXCLUSIVE MODE');
    const failed = c.record(batch).then(
      () => undefined,
      (error: unknown) => error,
    );
    const waiting = "SELECT FROM pg_stat_activity WHERE application_name = 'databuild' AND wait_event_type = 'Lock'";
    while ((await execute(url, waiting)).length === 0) await setTimeout(5);
    await server.kill();

    expect(await failed).toMatchObject({ failure: { reason: 'catalog-connection-lost' } });
    await server.restart();
    expect((await c.manifests(ids)).size).toBe(0);
    expect(await c.record(batch)).toEqual({ stale: [] });
    expect((await c.current(batch.flatMap(({ outputs }) => outputs))).size).toBe(batch.length);
    expect(await c.record(batch)).toEqual({ stale: [] });
    expect(await all(c.verify())).toEqual([]);
  }, 60_000);
});
