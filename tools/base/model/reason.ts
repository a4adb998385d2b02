import type { Reason } from './job_graph.js';
import type { PartitionRef } from './ref.js';

/** Whether the request names the task, so that it runs even if nothing changed. */
export function isNamed({ kind }: Reason): boolean {
  return kind === 'forced' || kind === 'refreshed';
}

/** Whether the task may run although the catalog has its outputs under the same keys, so that keys do not show that it has run. */
export function isRepeated(reason: Reason): boolean {
  return isNamed(reason) || reason.kind === 'input-refreshed';
}

/** The materialize inputs that are why a task runs. */
export function inputsOfReason(reason: Reason): readonly PartitionRef[] {
  return reason.kind === 'input-changed' || reason.kind === 'input-refreshed' ? reason.refs : [];
}
