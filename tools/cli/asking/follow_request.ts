import { setTimeout as delay } from 'node:timers/promises';
import { ok, type Result } from '../../base/model/index.js';
import {
  followEvents,
  type Build,
  type CallFailure,
  type FollowedEvent,
  type Request,
  type Service,
} from '../../service/client/index.js';

/** How often a running build is looked at. Its tasks have no events of their own. */
const LOOK_MS = 1_000;

/** A request, and its build as soon as that has one. */
export interface Seen {
  readonly request: Request;
  readonly build?: Build;
}

/**
 * Follows a request over restarts of its service.
 *
 * @param take called with the request whenever it may be different; anything but undefined ends it
 */
export async function followRequest<End>(
  service: Service,
  id: string,
  take: (seen: Seen) => Promise<Result<End | undefined, CallFailure>>,
): Promise<Result<End, CallFailure>> {
  const events = followEvents(service, ['request', 'build']);
  let next = events.next();
  let seen: Seen | undefined;
  try {
    for (;;) {
      const event = await Promise.race([next, later(service, seen)]);
      if (event !== undefined) {
        if (event.done === true) return { ok: false, error: { reason: 'interrupted' } };
        if (!event.value.ok) return event.value;
        next = events.next();
        if (!isAbout(event.value.value, id)) continue;
      }
      const read = await look(service, id);
      if (!read.ok) return read;
      seen = read.value;
      const taken = await take(seen);
      if (!taken.ok) return taken;
      if (taken.value !== undefined) return ok(taken.value);
    }
  } finally {
    // The stream ends with the program; an answer that still comes is of no use.
    void next.catch(() => undefined);
  }
}

/** Resolves when it is time to look at a build that runs. */
async function later({ signal }: Service, seen: Seen | undefined): Promise<undefined> {
  if (seen?.request.state !== 'running') return new Promise(() => undefined);
  await delay(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined);
  return undefined;
}

function isAbout({ type, request }: FollowedEvent, id: string): boolean {
  return type !== 'request' || request === id;
}

async function look({ ask, calls }: Service, id: string): Promise<Result<Seen, CallFailure>> {
  const path = { request: id };
  const request = await ask(calls.GET('/api/v1/requests/{request}', { params: { path } }));
  if (!request.ok) return request;
  if (request.value.run === undefined) return ok({ request: request.value });
  const runs = await ask(calls.GET('/api/v1/requests/{request}/builds', { params: { path, query: { limit: 1 } } }));
  if (!runs.ok) return runs;
  const build = runs.value.items[0]?.build;
  if (build === undefined) return ok({ request: request.value });
  const found = await ask(calls.GET('/api/v1/builds/{build}', { params: { path: { build } } }));
  // A build is in the catalog some moments after it began.
  return ok({ request: request.value, ...(found.ok && { build: found.value }) });
}
