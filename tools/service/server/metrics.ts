import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';
import type { Clock } from '../../base/runtime/index.js';
import type { Database } from '../../catalog/index.js';
import type { Answered } from '../api/index.js';
import type { ServiceEvent } from '../programs/index.js';

/** Upper bounds of answer times, in seconds. */
const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Numbers that a part of the service knows when it is asked: what is counted, by state. */
export interface Gauged {
  /** Without the prefix `databuild_`. */
  readonly name: string;
  readonly help: string;
  /** Name of the label, if there are several numbers. */
  readonly label?: string;
  /** The value of the label → the number. Without a label, the only key is empty. */
  readonly read: () => Promise<ReadonlyMap<string, number>> | ReadonlyMap<string, number>;
}

/** What Prometheus reads. */
export interface Metrics {
  readonly onAnswered: (answered: Answered) => void;
  readonly onEvent: (event: ServiceEvent) => void;
  readonly add: (gauged: Gauged) => void;
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

export function createMetrics(database: Database, clock: Clock): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const answers = new Counter({
    name: 'databuild_http_requests_total',
    help: 'Calls that were answered.',
    labelNames: ['method', 'route', 'status'] as const,
    registers,
  });
  const durations = new Histogram({
    name: 'databuild_http_request_duration_seconds',
    help: 'How long answers took.',
    labelNames: ['method', 'route'] as const,
    buckets: SECONDS,
    registers,
  });
  const events = new Counter({
    name: 'databuild_events_total',
    help: 'What happened in the service, by type and state.',
    labelNames: ['type', 'state'] as const,
    registers,
  });
  new Gauge({
    name: 'databuild_catalog_latency_seconds',
    help: 'How long the catalog took to answer a query just now; -1 if it did not.',
    registers,
    async collect() {
      const begin = clock.elapsed();
      const answered = await database.all('SELECT 1').then(
        () => true,
        () => false,
      );
      this.set(answered ? (clock.elapsed() - begin) / 1000 : -1);
    },
  });
  return {
    onAnswered: ({ method, route, status, durationMs }) => {
      const known = route === '' ? 'none' : route;
      answers.inc({ method, route: known, status: String(status) });
      durations.observe({ method, route: known }, durationMs / 1000);
    },
    onEvent: (event) => {
      events.inc({ type: event.type, state: 'state' in event ? event.state : '' });
    },
    add: ({ name, help, label, read }) => {
      const names: readonly string[] = label === undefined ? [] : [label];
      new Gauge({
        name: `databuild_${name}`,
        help,
        labelNames: names,
        registers,
        async collect() {
          // A scrape does not fail because one part cannot answer.
          const found = await Promise.resolve(read()).catch(() => new Map<string, number>());
          this.reset();
          for (const [value, count] of found) {
            if (label === undefined) this.set(count);
            else this.set({ [label]: value }, count);
          }
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
