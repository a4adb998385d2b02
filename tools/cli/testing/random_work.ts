import { isUnanswered, type MortalService } from './mortal_service.js';
import { TestGraph } from './test_graph.js';

/** Like that of every test graph, and it notes each partition that it makes. */
const RUN = `#!/bin/sh
mkdir -p "$(dirname "$1")"
echo "$1" >> made
echo made > "$1"
`;

/** The refs of an event are its body. */
const REFS = `#!/bin/sh
sed 's/.*"body":\\(\\[[^]]*\\]\\).*/\\1/'
`;

const GRAPH = `/graphs/${encodeURIComponent('//t:g')}`;

/** The trigger that takes events by HTTP, and the one that asks for `b/x` when `a/x` has been made. */
const ON_EVENTS = 'events';
const ON_PARTITIONS = 'follows';

/** A graph whose `b/x` needs `a/x`, with two triggers. Its jobs note what they make in `s/data/made`. */
export function graphWithTriggers(): TestGraph {
  const graph = new TestGraph(undefined, { run: RUN, refs: REFS });
  const shared = { catchUp: 'all', timeoutMs: 60_000 } as const;
  const triggers = [
    { name: ON_EVENTS, refs: '_main/refs', http: true, ...shared },
    { name: ON_PARTITIONS, onPartitions: ['a/{x}'], requests: ['b/{x}'], ...shared },
  ];
  graph.setJob({}, { triggers });
  return graph;
}

/** Something that a client asks for. Its name is in what it makes. */
export interface Act {
  readonly name: string;
  /** A request that is sent until it is answered, one that is sent once, or an event, which is sent until it is answered. */
  readonly kind: 'keyed' | 'unkeyed' | 'event';
  readonly refs: readonly string[];
}

/** Acts that want the same partitions now and then. @param random from 0 up to 1 */
export function randomActs(count: number, random: () => number): Act[] {
  const below = (limit: number): number => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, index) => ({
    name: `act-${String(index)}`,
    kind: (['keyed', 'unkeyed', 'event'] as const)[below(3)] ?? 'keyed',
    refs: Array.from({ length: 1 + below(2) }, () => `${random() < 0.5 ? 'a' : 'b'}/${String(below(count))}`),
  }));
}

/** Sends an act. @returns the ids of what it was answered: one if nothing is wrong, none if it was not answered */
export async function send(service: MortalService, { name, kind, refs }: Act): Promise<ReadonlySet<string>> {
  const headers = { 'content-type': 'application/json' };
  const keyed = { ...headers, 'idempotency-key': name };
  const request = JSON.stringify({ graph: '//t:g', refs, note: name });
  const once = async (): Promise<string> => {
    const call =
      kind === 'event'
        ? service.callUntilAnswered(`${GRAPH}/triggers/${ON_EVENTS}/events`, init(keyed, JSON.stringify(refs)))
        : kind === 'keyed'
          ? service.callUntilAnswered('/requests', init(keyed, request))
          : service.call('/requests', init(headers, request));
    const { status, json } = await call;
    if (status !== 202) throw new Error(`${name} was answered ${JSON.stringify(json)}`);
    return (json as { id: string }).id;
  };
  if (kind !== 'unkeyed') return new Set(await Promise.all([once(), once()]));
  try {
    return new Set([await once()]);
  } catch (error) {
    if (isUnanswered(error)) return new Set();
    throw error;
  }
}

function init(headers: Readonly<Record<string, string>>, body: string): RequestInit {
  return { method: 'POST', headers, body };
}

interface RequestItem {
  readonly id: string;
  readonly state: string;
  readonly note?: string;
  readonly source: { readonly kind: string; readonly trigger?: string; readonly key?: string };
}

interface EventItem {
  readonly id: string;
  readonly key: string;
  readonly request?: string;
  readonly endedAt?: number;
  readonly payload: { readonly partitions?: readonly { readonly ref: string }[] };
}

/** What a service has, in words that do not depend on ids and on times. */
export interface Ending {
  /** Name of the act or source → how it ended; each as often as it is there. */
  readonly requests: readonly string[];
  readonly events: readonly string[];
  /** The partitions that the triggers were told of. */
  readonly told: readonly string[];
}

/** Ids by the names of the acts, which tests compare with what was answered. */
export interface Found extends Ending {
  readonly ids: ReadonlyMap<string, string>;
  /** Whether nothing is left to do. */
  readonly isDone: boolean;
}

/** Looks at everything that a service has. */
export async function look(service: MortalService): Promise<Found> {
  const events = await service.list<EventItem>(`${GRAPH}/triggers/${ON_EVENTS}/events`);
  const changes = await service.list<EventItem>(`${GRAPH}/triggers/${ON_PARTITIONS}/events`);
  const requests = await service.list<RequestItem>('/requests');
  const made = new Map(requests.map((request) => [request.id, request]));
  const ids = new Map<string, string>();
  for (const { id, note } of requests) if (note !== undefined) ids.set(note, id);
  for (const { id, key } of events) ids.set(nameIn(key), id);
  const sourceOf = ({ note, source }: RequestItem): string =>
    note ?? `${source.trigger ?? source.kind} ${source.key ?? ''}`;
  return {
    ids,
    requests: requests
      // How many partitions are in one event depends on when the trigger looks.
      .filter(({ source }) => source.trigger !== ON_PARTITIONS)
      .map((request) => `${nameIn(sourceOf(request))} ${endOf(request.state)}`)
      .sort(),
    events: events
      .map(({ key, request = '' }) => `${nameIn(key)} ${endOf(made.get(request)?.state ?? 'no request')}`)
      .sort(),
    told: changes.flatMap(({ payload: { partitions = [] } }) => partitions.map(({ ref }) => ref)).sort(),
    isDone:
      requests.every(({ state }) => ENDS.has(state)) &&
      [...events, ...changes].every(({ endedAt }) => endedAt !== undefined) &&
      changes.every(({ request = '' }) => endOf(made.get(request)?.state ?? '') === 'done') &&
      new Set(changes.map(({ request }) => request)).size === changes.length,
  };
}

const ENDS: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'nothing-to-do', 'refused']);

/** Of two requests for one partition, either may find it made. */
function endOf(state: string): string {
  return state === 'succeeded' || state === 'nothing-to-do' ? 'done' : state;
}

function nameIn(key: string): string {
  return /act-\d+/.exec(key)?.[0] ?? key;
}
