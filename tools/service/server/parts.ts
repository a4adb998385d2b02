import { randomBytes } from 'node:crypto';
import { capture, timeIds, type Clock } from '../../base/runtime/index.js';
import type { Catalog, Database } from '../../catalog/index.js';
import { EventLog, type Parts } from '../api/index.js';
import type { Emit, Programs } from '../programs/index.js';
import { describeRequestFailure, DEFAULT_SETTINGS, openRequests, type Requests } from '../requests/index.js';
import { LIMITS, ReaderIndex, Triggers, type Accept } from '../triggers/index.js';

export interface PartsOptions {
  readonly catalog: Catalog;
  readonly database: Database;
  readonly clock: Clock;
  readonly programs: Programs;
  readonly place: Parts['place'];
  /** Name of this machine. */
  readonly host: string;
  /** Told of every event, besides the event log. */
  readonly onEvent: Emit;
}

/** Makes the parts of a service, and connects them. */
export function connectParts(options: PartsOptions): Parts {
  const { catalog, database, clock, programs, place, host, onEvent } = options;
  const instance = randomBytes(6).toString('hex');
  const events = new EventLog({ instance, now: clock.now });
  const emit: Emit = (event) => {
    events.append(event);
    onEvent(event);
  };
  const newId = timeIds(clock.now);
  const { stateDir, dataDir, catalogUrl } = place;
  const requests = openRequests({
    ...{ database, clock, newId, emit, programs },
    settings: {
      ...DEFAULT_SETTINGS,
      ...{ stateDir, dataDir, host },
      ...(catalogUrl !== undefined && { catalogUrl, env: { DATABUILD_CATALOG: catalogUrl } }),
    },
  });
  const readers = new ReaderIndex(catalog);
  const readersOf: Parts['readersOf'] = (refs, limit) => readers.readersOf(refs, limit);
  const triggers = new Triggers({
    ...{ database, clock, programs, emit, capture },
    accept: acceptFor(requests),
    feed: { changes: (after, limit) => catalog.changes(after, limit), readersOf },
    directory: stateDir,
    nextId: newId,
    replica: `${host} ${instance}`,
    limits: LIMITS,
  });
  return { clock, catalog, database, emit, programs, place, events, requests, triggers, readersOf };
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
