import type { EventLog } from '../api/index.js';
import type { Requests } from '../requests/index.js';
import type { Triggers } from '../triggers/index.js';
import type { Gauged } from './metrics.js';

/** What is counted when Prometheus asks. */
export function gaugesOf(parts: {
  readonly events: EventLog;
  readonly requests: Pick<Requests, 'counts'>;
  readonly triggers: Pick<Triggers, 'list'>;
}): Gauged[] {
  const { events, requests, triggers } = parts;
  const ofTriggers = async (read: (view: Awaited<ReturnType<Triggers['list']>>[number]) => number) =>
    new Map((await triggers.list()).map((view) => [`${view.graph} ${view.name}`, read(view)]));
  return [
    {
      name: 'event_clients',
      help: 'Clients that follow events.',
      read: () => new Map([['', events.clients]]),
    },
    {
      name: 'requests',
      help: 'Requests by state.',
      label: 'state',
      read: async () => new Map(Object.entries(await requests.counts())),
    },
    {
      name: 'trigger_lag_seconds',
      help: 'How long the oldest slot or event of a trigger has waited.',
      label: 'trigger',
      read: () => ofTriggers(({ lagMs }) => lagMs / 1000),
    },
    {
      name: 'trigger_failures',
      help: 'Calls of the programs of a trigger that failed since one succeeded.',
      label: 'trigger',
      read: () => ofTriggers(({ failures }) => failures),
    },
  ];
}
