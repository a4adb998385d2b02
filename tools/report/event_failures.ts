import type { EventsReadFailure, FindBuildFailure, ReplayFileFailure, SinkFailure } from '../observe/events/index.js';
import type { CatalogFailure } from '../catalog/index.js';
import { unreachable } from '../base/model/index.js';
import { describeCatalogFailure } from './catalog_failures.js';
import { describeCode } from './error_codes.js';
import { count } from './numbers.js';
import { list, whole } from './show.js';

/** Says that the job catalog does not have a build yet, for its command, which has ended otherwise as it should. */
export function describeUndelivered(failure: CatalogFailure | undefined): string {
  const why = failure === undefined ? '' : `: ${describeCatalogFailure(failure)}`;
  return `the catalog does not have all of this build yet${why}; the next build in this state directory adds the rest`;
}

/** Explains why events were not delivered. The build continues in any case, so these are warnings. */
export function describeSinkFailure(failure: SinkFailure): string {
  const { target } = failure;
  switch (failure.reason) {
    case 'events-without-reader':
      return `nothing reads the events in ${target} yet; the build continues, and keeps them for a reader`;
    case 'events-not-written':
      return `events are no longer written to ${target}: ${describeCode(failure.code)}; the build continues`;
    case 'events-target-too-slow':
      return `events are no longer written to ${target}: it is too slow to keep up; the build continues`;
    case 'events-refused':
      return `events are no longer sent to ${target}: it answers with status ${String(failure.status)}; the build continues`;
    case 'events-dropped':
      return `${target} is too slow to keep up: ${count(failure.waiting, 'event')} wait for it, and further ones are dropped`;
    case 'events-undelivered':
      return `${count(failure.count, 'event')} did not arrive at ${target}: ${describeCode(failure.detail)}`;
    default:
      return unreachable(failure);
  }
}

/** Explains why the events of a build cannot be read. */
export function describeEventsFailure(failure: EventsReadFailure | ReplayFileFailure): string {
  switch (failure.reason) {
    case 'events-unreadable':
      return `the events in ${whole(failure.path)} cannot be read: ${describeCode(failure.code)}`;
    case 'events-line-invalid':
      return `${whole(failure.path)}, line ${String(failure.line)}: not an event of a build: ${failure.detail}`;
    case 'no-first-event':
      return `${whole(failure.path)} has no first event, which names the build: the build was interrupted before its first task`;
    default:
      return unreachable(failure);
  }
}

/** Explains why no build, or no single one, has the id. */
export function describeFindBuildFailure(failure: FindBuildFailure): string {
  switch (failure.reason) {
    case 'build-not-found':
      return `no build in ${whole(failure.stateDir)} has an id that begins with ${JSON.stringify(failure.id)}; ls lists all`;
    case 'no-builds':
      return `there is no build in ${whole(failure.stateDir)} yet`;
    case 'build-ambiguous':
      return `${count(failure.found.length, 'build')} have an id that begins with ${JSON.stringify(failure.id)}: ${list(failure.found)}`;
    default:
      return unreachable(failure);
  }
}
