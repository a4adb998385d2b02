import { join } from 'node:path';
import type { GraphDescriptor, TriggerDescriptor } from '../../../base/model/index.js';
import { capture, timeIds } from '../../../base/runtime/index.js';
import {
  openCatalog,
  openDatabase,
  type Catalog,
  type CatalogLocation,
  type Database,
} from '../../../catalog/index.js';
import { opened } from '../../../catalog/conformance/databases.js';
import { migrateActivity, onlyProgram, type ServiceEvent } from '../../programs/index.js';
import { LIMITS, migrateTriggers, ReaderIndex, type Accept, type Limits, type Parts } from '../index.js';

export const GRAPH = '//shop:g';

/** Requests are rows of a table. A repeated key would be an error, so that no event can make two. */
const REQUESTS = [
  `CREATE TABLE test_requests (
  id   TEXT NOT NULL PRIMARY KEY,
  key  TEXT NOT NULL UNIQUE,
  at   BIGINT NOT NULL,
  body TEXT NOT NULL
)`,
];

export interface TestPartsOptions {
  readonly location: CatalogLocation;
  /** The folder of the programs of the triggers, which are named by their paths in it. */
  readonly programs: string;
  readonly clock: { now: () => number };
  readonly triggers: () => readonly TriggerDescriptor[];
  readonly replica?: string;
  readonly limits?: Partial<Limits>;
  /** Takes the place of the database, to count or to disturb what is done with it. */
  readonly around?: (database: Database) => Database;
}

export interface TestParts {
  readonly parts: Parts;
  readonly database: Database;
  readonly catalog: Catalog;
  /** Everything that was emitted, and who waits for the next of it. */
  readonly emitted: ServiceEvent[];
  readonly listeners: Set<() => void>;
}

/** What triggers work with, over a real database and a real catalog; only requests are rows of a table of the test. */
export async function openParts(options: TestPartsOptions): Promise<TestParts> {
  const { location, programs, clock, triggers, replica = 'one', limits = {}, around } = options;
  const catalog = opened(await openCatalog(location));
  const database = opened(await openDatabase(location));
  await migrateActivity(database);
  await migrateTriggers(database);
  await database.migrate('test_requests', REQUESTS);
  const emitted: ServiceEvent[] = [];
  const listeners = new Set<() => void>();
  const readers = new ReaderIndex(catalog);
  const nextId = timeIds(clock.now);
  const accept: Accept = async (_graph, body, { idempotencyKey }, sql) => {
    const refused = body.refs.find((ref) => ref.startsWith('nobody/'));
    if (refused !== undefined) return { ok: false, error: { detail: `no job makes ${refused}` } };
    const id = nextId();
    await sql.run('INSERT INTO test_requests VALUES ($1, $2, $3, $4)', [
      id,
      idempotencyKey,
      clock.now(),
      JSON.stringify(body),
    ]);
    return { ok: true, value: { id } };
  };
  const parts: Parts = {
    database: around === undefined ? database : around(database),
    programs: {
      graphs: () => Promise.resolve([GRAPH]),
      current: (graph) => onlyProgram(programOf(programs, triggers())).current(graph),
      byDeployment: () => Promise.resolve(undefined),
    },
    accept,
    feed: {
      changes: (after, limit) => catalog.changes(after, limit),
      readersOf: (refs, limit) => readers.readersOf(refs, limit),
    },
    clock,
    emit: (event) => {
      emitted.push(event);
      for (const wake of listeners) wake();
      listeners.clear();
    },
    capture,
    directory: programs,
    nextId,
    replica,
    limits: { ...LIMITS, ...limits },
  };
  return { parts, database, catalog, emitted, listeners };
}

function programOf(folder: string, triggers: readonly TriggerDescriptor[]) {
  return {
    graph: GRAPH,
    deployment: 'embedded',
    descriptor: { label: GRAPH } as GraphDescriptor,
    triggers,
    command: () => [],
    triggerProgram: (path: string) => join(folder, path),
    env: { PATH: '/usr/bin:/bin' },
  };
}

/** A trigger with the attributes that a test gives. */
export function triggerOf(name: string, attributes: Partial<TriggerDescriptor>): TriggerDescriptor {
  return { name, catchUp: 'latest', timeoutMs: 10_000, ...attributes };
}
