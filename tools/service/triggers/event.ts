import { hash } from 'node:crypto';
import type { LocalTime, Schedule } from './schedule.js';

/** A partition that was recorded, and the pattern of the trigger that its ref matches. */
export interface MatchedChange {
  readonly ref: string;
  readonly pattern: string;
  /** What each name of the pattern stands for. */
  readonly names: Readonly<Record<string, string>>;
}

/** What a trigger reacts to. `by`: who fired the trigger by hand. */
export type Payload = { readonly by?: string } & (
  | { readonly kind: 'slot'; readonly slot: string; readonly timezone: string; readonly local: LocalTime }
  | {
      readonly kind: 'partitions';
      /** The sequence numbers of the changes: after `after`, up to `until`. */
      readonly after?: number;
      readonly until?: number;
      readonly partitions: readonly MatchedChange[];
    }
  | { readonly kind: 'event'; readonly body: unknown }
  /** `refs`: the poll program printed them in place of events. */
  | { readonly kind: 'poll'; readonly event: unknown }
  | { readonly kind: 'poll'; readonly refs: readonly string[] }
);

/** A slot or an event that a trigger has to handle. */
export interface NewEvent {
  /** Unique within the trigger. The same slot or event always has the same key. */
  readonly key: string;
  readonly kind: Payload['kind'] | 'hand';
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  readonly payload: Payload;
}

/** Which schedule slots belong to: eight digits that are others for another text or time zone. */
export function scheduleVersion({ text, timezone }: Pick<Schedule, 'text' | 'timezone'>): string {
  return hash('sha256', `${timezone}\n${text}`).slice(0, 8);
}

export function slotPayload(schedule: Schedule, at: number): Payload {
  const { timezone } = schedule;
  return { kind: 'slot', slot: new Date(at).toISOString(), timezone, local: schedule.local(at) };
}

export function slotEvent(schedule: Schedule, at: number): NewEvent {
  const key = `slot/${scheduleVersion(schedule)}/${new Date(at).toISOString()}`;
  return { key, kind: 'slot', at, payload: slotPayload(schedule, at) };
}

/** Changes of the catalog after one sequence number, and up to another one. */
export function changesEvent({
  after,
  until,
  partitions,
  at,
}: {
  readonly after: number;
  readonly until: number;
  readonly partitions: readonly MatchedChange[];
  readonly at: number;
}): NewEvent {
  const key = `partitions/${String(after)}-${String(until)}`;
  return { key, kind: 'partitions', at, payload: { kind: 'partitions', after, until, partitions } };
}

/**
 * What the refs program gets on standard input: one JSON object on one line.
 *
 * @param key of the event
 */
export function programInput(graph: string, trigger: string, key: string, payload: Payload): string {
  return `${JSON.stringify({ schemaVersion: 1, graph, trigger, key, ...payload })}\n`;
}

/** The same in variables, as far as a shell script can use it. */
export function programVariables(payload: Payload): Record<string, string> {
  const kind = { DATABUILD_TRIGGER_KIND: payload.kind };
  if (payload.kind !== 'slot') return kind;
  const { slot, local } = payload;
  return { ...kind, DATABUILD_SLOT: slot, DATABUILD_SLOT_DATE: local.date };
}
