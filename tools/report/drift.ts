import { unreachable } from '../base/model/index.js';
import type { Drift } from '../plan/plan/index.js';
import { name } from './show.js';

/** Describes on one line what changed since a plan was made. */
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
        ? `${name(drift.ref)} is no longer in the catalog; the plan relies on its manifest ${name(drift.old)}`
        : `${name(drift.ref)} was rebuilt: manifest ${name(drift.old)} → ${name(drift.new)}`;
    case 'output-recorded':
      return `${name(drift.ref)} was recorded by build ${name(drift.build)}, with other keys than the plan has for it`;
    default:
      return unreachable(drift);
  }
}
