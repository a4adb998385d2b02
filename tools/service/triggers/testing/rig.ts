import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result, TriggerDescriptor } from '../../../base/model/index.js';
import type { CatalogLocation } from '../../../catalog/index.js';
import type { ServiceEvent } from '../../programs/index.js';
import { Triggers, type Limits, type TriggerEvent, type TriggerFailure } from '../index.js';
import { GRAPH, openParts, triggerOf, type TestParts } from './parts.js';

/** A request that a trigger has made. */
export interface MadeRequest {
  readonly key: string;
  readonly at: number;
  readonly refs: readonly string[];
  readonly body: Readonly<Record<string, unknown>>;
}

/** Triggers of one graph on a clock that only the test sets. */
export class Rig {
  readonly folder: string;
  readonly location: CatalogLocation;
  #now = Date.parse('2026-03-01T00:00:00Z');
  #triggers: readonly TriggerDescriptor[] = [];
  readonly #opened: TestParts[] = [];

  private constructor(folder: string, url: string | undefined) {
    this.folder = folder;
    this.location = { stateDir: join(folder, 'state'), ...(url !== undefined && { url }) };
  }

  /** @param url of an empty PostgreSQL database; left out: SQLite */
  static async open(url?: string): Promise<Rig> {
    const rig = new Rig(await mkdtemp(join(tmpdir(), 'triggers-')), url);
    await mkdir(rig.location.stateDir);
    return rig;
  }

  /** Another process that works on the same triggers. */
  async replica(name = 'one', limits: Partial<Limits> = {}): Promise<Replica> {
    const opened = await openParts({
      location: this.location,
      programs: this.folder,
      clock: { now: () => this.#now },
      triggers: () => this.#triggers,
      replica: name,
      limits,
    });
    this.#opened.push(opened);
    return new Replica(opened);
  }

  get now(): number {
    return this.#now;
  }

  /** Sets the clock, also back. */
  set(time: string | number): void {
    this.#now = typeof time === 'number' ? time : Date.parse(time);
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  /** Makes these the triggers of the current deployment. */
  deploy(triggers: Readonly<Record<string, Partial<TriggerDescriptor>>>): void {
    this.#triggers = Object.entries(triggers).map(([name, attributes]) => triggerOf(name, attributes));
  }

  /** Writes a program of the triggers. @returns how descriptors name it */
  async program(name: string, text: string): Promise<string> {
    await writeFile(join(this.folder, name), text, { mode: 0o755 });
    return name;
  }

  async close(): Promise<void> {
    for (const { database, catalog } of this.#opened) {
      await database[Symbol.asyncDispose]();
      await catalog.close();
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

export class Replica {
  readonly triggers: Triggers;
  readonly opened: TestParts;
  /** How many events of the service were looked at. */
  #seen = 0;

  constructor(opened: TestParts) {
    this.opened = opened;
    this.triggers = new Triggers(opened.parts);
  }

  /** Looks once, and waits until everything that was due is handled. @returns when to look again */
  async look(signal = new AbortController().signal): Promise<number> {
    const { next, handled } = await this.triggers.look(signal);
    await handled;
    return next;
  }

  /** All requests that were made, by any replica, in order. */
  async requests(): Promise<MadeRequest[]> {
    const rows = await this.opened.database.all<{ key: string; at: number; body: string }>(
      'SELECT key, at, body FROM test_requests ORDER BY id',
    );
    return rows.map(({ key, at, body }) => {
      const read = JSON.parse(body) as MadeRequest['body'] & { readonly refs: readonly string[] };
      return { key: key.replace(`trigger ${GRAPH} `, ''), at, refs: read.refs, body: read };
    });
  }

  /** The refs of all requests, one text for each request. */
  async requested(): Promise<string[]> {
    return (await this.requests()).map(({ refs }) => refs.join(' '));
  }

  /** Resolves when the service has said that something failed. */
  troubled(): Promise<void> {
    return this.#emitted(({ type }) => type === 'trouble');
  }

  /** Resolves when an event that was taken has made its request. */
  async fired(taken: Result<TriggerEvent, TriggerFailure>): Promise<void> {
    if (!taken.ok) throw new Error(taken.error.reason);
    const { database } = this.opened;
    const isFired = async () => {
      const [row] = await database.all('SELECT key FROM trigger_events WHERE key = $1 AND request IS NOT NULL', [
        taken.value.key,
      ]);
      return row !== undefined;
    };
    while (!(await isFired())) await this.#emitted(({ type }) => type === 'trigger');
  }

  async #emitted(matches: (event: ServiceEvent) => boolean): Promise<void> {
    const { emitted } = this.opened;
    for (let seen = this.#seen; ; seen++) {
      while (seen >= emitted.length) await new Promise<void>((resolve) => this.opened.listeners.add(resolve));
      const event = emitted[seen];
      this.#seen = seen + 1;
      if (event !== undefined && matches(event)) return;
    }
  }

  /** How the events of a trigger have ended, in the order in which they were recorded. */
  async outcomes(name: string): Promise<string[]> {
    const events = await this.triggers.events(GRAPH, name, { limit: 1000 });
    return events.reverse().map(({ kind, endedAt, reason, request, payload }) => {
      if (endedAt === undefined) return `${kind}: waiting`;
      const count = 'count' in payload ? ` ${String(payload.count)}` : '';
      return request === undefined ? `${kind}: ${reason ?? ''}${count}` : `${kind}: request`;
    });
  }
}
