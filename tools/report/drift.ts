import { unreachable } from '../base/model/index.js';
import type { Drift } from '../plan/plan/index.js';
import { name } from './show.js';

/** Says on one line what is not what it was when a plan was made. */
export function describeDrift(drift: Drift): string {
  switch (drift.reason) {
    case 'job-version-changed':
      return `${name(drift.job)}: version ${drift.old} → ${drift.new}`;
    case 'job-code-changed':
      return `${name(drift.job)}: the code of its ${drift.executable} executable changed`;
    case 'job-removed':
      return `${name(drift.job)} is no longer in the graph`;
    case 'job-added':
      return `${name(drift.job)} is new in the graph`;
    case 'lookup-changed':
      return `${name(drift.graph)}: the code of its lookup changed`;
    case 'pruned-changed':
      return drift.new === null
        ? `${name(drift.ref)} is no longer in the catalog; the plan takes manifest ${name(drift.old)} for its proof`
        : `${name(drift.ref)} was made again: manifest ${name(drift.old)} → ${name(drift.new)}`;
    case 'output-recorded':
      return `${name(drift.ref)}, which the plan makes, was recorded by build ${name(drift.build)}, and not as the plan makes it`;
    default:
      return unreachable(drift);
  }
}
