import { unreachable } from '../base/model/index.js';
import type { PinFileFailure } from '../plan/pin/index.js';
import { describePlanFileFailure } from './plan_failures.js';
import { name } from './show.js';

/** Explains what is wrong with the file of a pinned plan. */
export function describePinFileFailure(failure: PinFileFailure): string {
  switch (failure.reason) {
    case 'plan-not-json':
    case 'plan-bad-shape':
      return describePlanFileFailure(failure);
    case 'pin-schema-version':
      return failure.found === ''
        ? 'this is not a pinned plan: it has no "schemaVersion"'
        : `the pinned plan has schemaVersion ${name(failure.found)}, and this DataBuild reads ${String(failure.supported)}`;
    case 'pin-ref-in-two-tasks':
      return `${name(failure.ref)} is an output of two tasks; only one task may make it`;
    case 'pin-unknown-dependency':
      return `the task of ${name(failure.ref)} depends on ${name(failure.dependency)}, which no task of the file makes`;
    default:
      return unreachable(failure);
  }
}
