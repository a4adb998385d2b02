import type { Trigger } from '../../api/types.js';
import { count } from '../../ui/format.js';

/** What a trigger reacts to, one text for each source. */
export function sourcesOf({ schedule, timezone, onPartitions, http, poll, pollSeconds }: Trigger['trigger']): string[] {
  return [
    ...(schedule === undefined ? [] : [`schedule ${schedule}, ${timezone ?? 'UTC'}`]),
    ...(onPartitions ?? []).map((pattern) => `partitions ${pattern}`),
    ...(http === true ? ['events by HTTP'] : []),
    ...(poll === undefined ? [] : [`polled every ${count(pollSeconds ?? 0, 'second')}`]),
  ];
}
