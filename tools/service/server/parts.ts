import { randomBytes } from 'node:crypto';
import { capture, timeIds, type Clock } from '../../base/runtime/index.js';
import { jobCatalogOver, type Catalog, type Database, type Sql } from '../../catalog/index.js';
import { EventLog, type Parts } from '../api/index.js';
import { Deployments } from '../deployments/index.js';
import { Grids, happeningIn } from '../grid/index.js';
import {
  placeArgs,
  runTarget,
  type Emit,
  type GraphProgram,
  type Programs,
  type WorkPlace,
} from '../programs/index.js';
import { describeRequestFailure, DEFAULT_SETTINGS, openRequests, type Requests } from '../requests/index.js';
import { LIMITS, ReaderIndex, Triggers, type Accept } from '../triggers/index.js';
import { catalogEnv } from './catalog_env.js';

export interface PartsOptions {
  readonly catalog: Catalog;
  readonly database: Database;
  readonly clock: Clock;
  /** Which graphs it runs; left out: those that are deployed to it. */
  readonly programs?: Programs | undefined;
  /** The variables of the service, and names of those that the programs of deployments get besides the usual ones. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly passEnv?: readonly string[] | undefined;
  readonly place: Pick<WorkPlace, 'stateDir' | 'dataDir'>;
  /** Address of a shared catalog; left out: the one in the state directory. */
  readonly catalogUrl?: string | undefined;
  /** Name of this machine. */
  readonly host: string;
  /** Told of every event, besides the event log. */
  readonly onEvent: Emit;
}

/** Makes the parts of a service, and connects them. */
export function connectParts(options: PartsOptions): Parts {
  const { catalog, database, clock, host, onEvent, env = {}, passEnv = [] } = options;
  const instance = randomBytes(6).toString('hex');
  const events = new EventLog({ instance, now: clock.now });
  const emit: Emit = (event) => {
    events.append(event);
    onEvent(event);
    // Another deployment may have other triggers.
    if (event.type === 'deployment' && event.state === 'current') triggers.wake();
  };
  const newId = timeIds(clock.now);
  const { stateDir } = options.place;
  const place: WorkPlace = { ...options.place, env: catalogEnv(options.catalogUrl, env), passEnv };
  const taken = new Deployments({ database, stateDir, clock, emit, env, passEnv, openUse: openRequestOf });
  const programs = options.programs ?? taken;
  const deployments = options.programs === undefined ? taken : undefined;
  const requests = openRequests({
    ...{ database, clock, newId, emit, programs },
    settings: { ...DEFAULT_SETTINGS, ...place, host },
  });
  const readers = new ReaderIndex(catalog);
  const readersOf: Parts['readersOf'] = (refs, limit) => readers.readersOf(refs, limit);
  const triggers: Triggers = new Triggers({
    ...{ database, clock, programs, emit, capture },
    accept: acceptFor(requests),
    feed: { changes: (after, limit) => catalog.changes(after, limit), readersOf },
    directory: stateDir,
    nextId: newId,
    replica: `${host} ${instance}`,
    limits: LIMITS,
  });
  const grids = new Grids({
    catalog,
    expected: (program, pattern) => expectedBy(program, pattern, place),
    happening: (graph, job) => happeningIn(jobCatalogOver(database), catalog, { graph, job }),
  });
  return { clock, catalog, database, emit, programs, deployments, place, events, requests, triggers, readersOf, grids };
}

/** An open request that a deployment makes, if there is one. */
async function openRequestOf(sql: Sql, digest: string): Promise<string | undefined> {
  const [open] = await sql.all<{ id: string }>(
    'SELECT id FROM requests WHERE deployment = $1 AND ended_at IS NULL LIMIT 1',
    [digest],
  );
  return open === undefined ? undefined : `request ${open.id}`;
}

/** Time for a graph to list what ought to exist, in milliseconds. */
const EXPECTED_TIMEOUT_MS = 100_000;

/** The partitions of a pattern that ought to exist and do not; none if the graph cannot say. */
async function expectedBy(program: GraphProgram, pattern: string, place: WorkPlace): Promise<readonly string[]> {
  const args = ['ls', '--missing', '--match', pattern, ...placeArgs(place), '--quiet'];
  const outcome = await runTarget(program, 'catalog', args, place, { timeoutMs: EXPECTED_TIMEOUT_MS });
  if (outcome.kind !== 'exited' || outcome.code !== 0) return [];
  return outcome.stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

/** Requests of triggers are accepted as all others are, in the transaction that ends their event. */
function acceptFor({ accept, wake }: Requests): Accept {
  return async (graph, body, { principal, source, idempotencyKey }, sql) => {
    const accepted = await accept(graph, { ...body, refs: [...body.refs] }, { principal, source, idempotencyKey }, sql);
    if (accepted.ok) {
      // When the transaction has ended.
      setImmediate(wake);
      return accepted;
    }
    return {
      ok: false,
      error: { detail: accepted.error.map((each) => describeRequestFailure(each).detail).join('; ') },
    };
  };
}
