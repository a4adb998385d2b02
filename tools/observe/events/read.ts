import { addAbortSignal } from 'node:stream';
import { columnText, describeJsonProblem, MAX_DEPTH_AROUND, parseJson, parseJsonText } from '../../base/json/index.js';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode, openRegularFile } from '../../base/runtime/index.js';
import { isKnownType, streamEventSchema, type StreamEvent } from './schema.js';

export type EventsReadFailure =
  | { readonly reason: 'events-unreadable'; readonly path: string; readonly code: string }
  /** A line that is not JSON and not the last one. Lines count from 1. */
  | { readonly reason: 'events-line-invalid'; readonly path: string; readonly line: number; readonly detail: string };

export interface EventsRead {
  /** Whether the file ends within a line, as when its writer was killed. */
  readonly torn: boolean;
  /** How many events of unknown types were skipped. */
  readonly unknown: number;
  /** How many lines were skipped that are JSON, but not a valid event of their type. */
  readonly odd: number;
  /** The first of these. Lines count from 1. */
  readonly firstOdd?: { readonly line: number; readonly detail: string };
}

/** Why a line is not an event. */
export interface EventProblem {
  readonly reason: 'not-json' | 'not-an-event';
  readonly detail: string;
}

const LINE_FEED = 0x0a;

/**
 * Reads a file of events (JSON Lines) from its beginning, and passes on event by event. Empty lines are skipped.
 *
 * @param signal ends it early, without a failure
 */
export async function readEvents(
  path: string,
  onEvent: (event: StreamEvent) => void,
  signal?: AbortSignal,
): Promise<Result<EventsRead, EventsReadFailure>> {
  let line = 0;
  let unknown = 0;
  let odd = 0;
  let firstOdd: EventsRead['firstOdd'];
  const take = (bytes: Buffer): EventsReadFailure | undefined => {
    line++;
    if (bytes.length === 0) return undefined;
    const parsed = parseEvent(bytes);
    if (parsed.ok) {
      if (parsed.value === undefined) unknown++;
      else onEvent(parsed.value);
      return undefined;
    }
    const { reason, detail } = parsed.error;
    if (reason === 'not-json') return { reason: 'events-line-invalid', path, line, detail };
    odd++;
    firstOdd ??= { line, detail };
    return undefined;
  };
  /** The beginning of a line whose end has not been read yet. */
  let begun: Buffer[] = [];
  try {
    const stream = (await openRegularFile(path)).createReadStream({ highWaterMark: 1 << 18 });
    const chunks: AsyncIterable<Buffer> = signal === undefined ? stream : addAbortSignal(signal, stream);
    for await (const chunk of chunks) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
        const bytes = Buffer.concat([...begun, chunk.subarray(start, end)]);
        begun = [];
        start = end + 1;
        const failure = take(bytes);
        if (failure !== undefined) return err(failure);
      }
      if (start < chunk.length) begun.push(chunk.subarray(start));
    }
  } catch (error) {
    if (signal?.aborted !== true) return err({ reason: 'events-unreadable', path, code: errorCode(error) });
  }
  // A writer that is killed may leave any part of its last line behind, even all of it without the line feed.
  const torn = begun.length > 0 && take(Buffer.concat(begun)) !== undefined;
  return ok({ torn, unknown, odd, ...(firstOdd !== undefined && { firstOdd }) });
}

/** @returns the event of a line, or nothing if its type is unknown; the error is why the line is not an event */
export function parseEvent(line: Buffer | string): Result<StreamEvent | undefined, EventProblem> {
  const parsed = typeof line === 'string' ? parseJsonText(line, MAX_DEPTH_AROUND) : parseJson(line, MAX_DEPTH_AROUND);
  if (!parsed.ok) {
    return err({ reason: 'not-json', detail: `it ${describeJsonProblem(parsed.error, columnText)}` });
  }
  const { value } = parsed;
  const type = isObject(value) ? value['type'] : undefined;
  if (typeof type === 'string' && !isKnownType(type)) return ok(undefined);
  const event = streamEventSchema().safeParse(value);
  if (event.success) return ok(event.data);
  const mended = streamEventSchema().safeParse(withSoundMillis(value));
  if (mended.success) return ok(mended.data);
  const [issue] = event.error.issues;
  const detail = issue === undefined ? 'it is no event' : `${issue.path.map(String).join('.')}: ${issue.message}`;
  return err({ reason: 'not-an-event', detail });
}

const MILLIS = new Set(['durationMs', 'delayMs', 'estimateMs']);

/** Earlier versions wrote a negative duration if the clock was set back while a task ran; it counts as 0. */
function withSoundMillis(value: unknown): unknown {
  if (!isObject(value) || !isObject(value['data'])) return value;
  const data = Object.entries(value['data']).map(([name, field]) =>
    MILLIS.has(name) && typeof field === 'number' ? [name, Math.max(0, Math.round(field))] : [name, field],
  );
  return { ...value, data: Object.fromEntries(data) as unknown };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
