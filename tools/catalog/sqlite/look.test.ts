import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { manifestOf, ref } from '../conformance/manifests.js';
import { all } from '../conformance/subject.js';
import { startWorker } from '../conformance/worker_process.js';
import { catalogPath, openSqliteCatalog, openSqliteView, type Catalog, type CatalogView } from '../index.js';

let stateDir: string;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'databuild-look-'));
});

afterEach(() => rm(stateDir, { recursive: true, force: true }));

async function open(): Promise<Catalog> {
  const catalog = await openSqliteCatalog(stateDir);
  if (!catalog.ok) throw new Error(JSON.stringify(catalog.error));
  return catalog.value;
}

async function look(): Promise<CatalogView> {
  const view = await openSqliteView(stateDir);
  if (!view.ok) throw new Error(JSON.stringify(view.error));
  return view.value;
}

/** Records a manifest as a separate process would: the catalog is closed afterwards. */
async function record(id: string, ...outputs: readonly string[]): Promise<void> {
  const catalog = await open();
  await catalog.record([manifestOf(id, outputs)]);
  await catalog.close();
}

async function refsOf(view: CatalogView): Promise<string[]> {
  return (await all(view.list())).map((partition) => partition.ref);
}

describe('the view of a SQLite catalog', () => {
  test('is empty if the catalog does not exist, and creates neither file nor directory', async () => {
    expect(await refsOf(await look())).toEqual([]);
    expect(await readdir(stateDir)).toEqual([]);
    const missing = await openSqliteView(join(stateDir, 'missing'));
    expect(missing).toMatchObject({ ok: true });
    expect(await readdir(stateDir)).toEqual([]);
  });

  test('is empty while another process creates the catalog', async () => {
    await writeFile(catalogPath(stateDir), '');
    expect(await refsOf(await look())).toEqual([]);
  });

  test('shows what was recorded, and does not change the file', async () => {
    await record('m1', 'a', 'b');
    const [before, { mtimeMs }] = [await readFile(catalogPath(stateDir)), await stat(catalogPath(stateDir))];
    const view = await look();
    expect(await refsOf(view)).toEqual(['a', 'b']);
    expect(await readdir(stateDir)).toEqual(['catalog.sqlite']);
    await view.close();
    expect(await readdir(stateDir)).toEqual(['catalog.sqlite']);
    expect((await stat(catalogPath(stateDir))).mtimeMs).toBe(mtimeMs);
    expect((await readFile(catalogPath(stateDir))).equals(before)).toBe(true);
  });

  test('shows what other processes record after it was opened, even before they close the catalog', async () => {
    await record('m1', 'a');
    const view = await look();
    expect(await refsOf(view)).toEqual(['a']);
    await record('m2', 'b');
    expect(await refsOf(view)).toEqual(['a', 'b']);
    const builder = await open();
    await builder.record([manifestOf('m3', ['c'])]);
    expect(await refsOf(view)).toEqual(['a', 'b', 'c']);
    await builder.record([manifestOf('m4', ['d'])]);
    expect((await view.current([ref('d')])).size).toBe(1);
    await builder.close();
    expect(await refsOf(view)).toEqual(['a', 'b', 'c', 'd']);
    await view.close();
  });

  test('does not prevent a build from moving the log into the database', async () => {
    await record('m1', 'a');
    const builder = await open();
    await builder.record([manifestOf('m2', ['b'])]);
    const view = await look();
    expect(await refsOf(view)).toEqual(['a', 'b']);
    await builder.close();
    // A copy of the one file, like a backup of the catalog.
    const copy = await mkdtemp(join(tmpdir(), 'databuild-copy-'));
    await writeFile(catalogPath(copy), await readFile(catalogPath(stateDir)));
    const copied = await openSqliteView(copy);
    expect(copied.ok && (await refsOf(copied.value))).toEqual(['a', 'b']);
    await view.close();
    await rm(copy, { recursive: true });
  });

  test('reads a log without its index, as in a copy of a catalog in use', async () => {
    const builder = await open();
    await builder.record([manifestOf('m1', ['a'])]);
    const copy = await mkdtemp(join(tmpdir(), 'databuild-copy-'));
    for (const suffix of ['', '-wal']) {
      await writeFile(`${catalogPath(copy)}${suffix}`, await readFile(`${catalogPath(stateDir)}${suffix}`));
    }
    await builder.close();
    const view = await openSqliteView(copy);
    expect(view.ok && (await refsOf(view.value))).toEqual(['a']);
    if (view.ok) await view.value.close();
    await rm(copy, { recursive: true });
  });

  test('shows only whole batches while another process records, and never fewer than before', async () => {
    await record('m1', 'a');
    const worker = startWorker({ kind: 'record', location: { stateDir }, name: 'w', rounds: 40 });
    let [seen, looks] = [0, 0];
    const done = new AbortController();
    void worker.ended.finally(() => {
      done.abort();
    });
    while (!done.signal.aborted) {
      const view = await look();
      const { length } = await all(view.list({ prefix: 'own/' }));
      expect(length % 3).toBe(0);
      expect(length).toBeGreaterThanOrEqual(seen);
      await view.close();
      [seen, looks] = [length, looks + 1];
      // Let the event loop notice the end of the worker.
      await setImmediate();
    }
    await worker.ended;
    expect(looks).toBeGreaterThan(0);
    const view = await look();
    expect(await all(view.list({ prefix: 'own/' }))).toHaveLength(120);
    expect(await all(view.verify())).toEqual([]);
  }, 60_000);
});
