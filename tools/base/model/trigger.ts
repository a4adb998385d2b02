import * as z from 'zod';
import type { Contradiction } from './contradiction.js';
import { lazily, type Inferred } from './lazily.js';
import { compilePattern, describePatternProblem, type Bindings } from './pattern.js';
import { describeTextProblem, fillText, parseTextTemplate, textTemplate } from './text_template.js';

/** What happens with the slots of a schedule that passed while no service was running. */
export const CATCH_UPS = ['all', 'latest', 'none'] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

/** Names that a slot of a schedule binds, in the time zone of the trigger: `date` is `2024-03-01`, `hour` is `06`. */
export const SLOT_NAMES = ['date', 'year', 'month', 'day', 'hour', 'minute'] as const;

/**
 * What requests partitions of a graph by itself, as its BUILD file declares it. Part of the graph's descriptor, so that it
 * travels in the archive. It has at least one source: `schedule`, `onPartitions`, `http` or `poll`.
 */
export const triggerSchema = lazily(() =>
  z.object({
    name: z.string().min(1).describe('Name of the target; each trigger of a graph has its own.'),
    refs: z
      .string()
      .optional()
      .describe(
        'Runfiles path of the executable that turns a slot or an event (JSON on standard input) into refs; left out: `requests` says.',
      ),
    requests: z
      .array(z.string())
      .min(1)
      .optional()
      .describe(
        'Refs to request where there is no `refs`, such as `report/month={month}`, with the names of the slot or of the pattern filled in; with neither: what is downstream of the partitions in `onPartitions`.',
      ),
    refresh: z
      .boolean()
      .optional()
      .describe(
        'Whether the partitions that it requests are built again even if they are valid, because their data changed at the source.',
      ),
    schedule: z
      .string()
      .optional()
      .describe('Fields of cron: minute, hour, day of month, month, day of week; with six, the first is seconds.'),
    timezone: z.string().optional().describe('Time zone of the schedule, such as `America/New_York`; left out: UTC.'),
    catchUp: z.enum(CATCH_UPS).describe('Which slots that passed while no service was running are handled afterwards.'),
    onPartitions: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Patterns of refs, such as `raw/date={date}`: a partition that is recorded is an event.'),
    http: z.boolean().optional().describe('Whether a call of the API is an event.'),
    poll: z
      .string()
      .optional()
      .describe('Runfiles path of the executable that is asked for new events, with the cursor of its last answer.'),
    pollSeconds: z
      .int()
      .min(1)
      .optional()
      .describe('Time between two calls of `poll`; there is one exactly if that is there.'),
    timeoutMs: z.int().min(1).describe('A call of `refs` or `poll` that takes longer is ended.'),
    priority: z.int().optional().describe('Priority of its requests: higher ones first; left out: 0.'),
    validity: z
      .enum(['presence', 'version', 'content'])
      .optional()
      .describe('What makes a partition valid for its requests; left out: what each job says.'),
  }),
);
export type TriggerDescriptor = Inferred<typeof triggerSchema>;

/** It has a source, says in one way what to request, and each source binds all names that it requests with. */
export function* triggerContradictions(trigger: TriggerDescriptor): Generator<Contradiction> {
  const { refs, requests, refresh, schedule, timezone, onPartitions, http, poll, pollSeconds } = trigger;
  if (schedule === undefined && onPartitions === undefined && http !== true && poll === undefined) {
    yield { path: ['schedule'], message: 'must be there, or onPartitions, http or poll' };
  }
  if (refs !== undefined && requests !== undefined) {
    yield { path: ['requests'], message: 'must not be there, because refs is' };
  }
  if (refs === undefined && requests === undefined && (schedule !== undefined || http === true)) {
    yield { path: ['requests'], message: 'must be there, because refs is not' };
  }
  if (refresh === true && refs === undefined && requests === undefined && poll === undefined) {
    yield { path: ['refresh'], message: 'must not be there, because neither refs nor requests nor poll is' };
  }
  if (timezone !== undefined && schedule === undefined) {
    yield { path: ['timezone'], message: 'must not be there, because schedule is not' };
  }
  if ((poll === undefined) !== (pollSeconds === undefined)) {
    yield { path: ['pollSeconds'], message: 'must be there exactly if poll is' };
  }
  const bound: (readonly string[])[] = [];
  for (const [index, text] of (onPartitions ?? []).entries()) {
    const pattern = compilePattern(text);
    if (pattern.ok) bound.push(pattern.value.names);
    else yield { path: ['onPartitions', index], message: `"${text}" ${describePatternProblem(pattern.error)}` };
  }
  if (schedule !== undefined) bound.push(SLOT_NAMES);
  if (http === true || poll !== undefined) bound.push([]);
  for (const [index, text] of (requests ?? []).entries()) {
    const template = parseTextTemplate(text);
    if (!template.ok) {
      yield { path: ['requests', index], message: `"${text}" ${describeTextProblem(template.error)}` };
      continue;
    }
    for (const part of template.value) {
      if (!('name' in part) || bound.every((names) => names.includes(part.name))) continue;
      yield { path: ['requests', index], message: `"${text}" has a name that a source does not bind: ${part.name}` };
    }
  }
}

/**
 * The refs that a trigger without a `refs` program requests for a slot or an event.
 *
 * @param bound what the pattern or the slot (`SLOT_NAMES`) binds; nothing for other events
 */
export function requestedRefs({ requests = [] }: TriggerDescriptor, bound: Bindings): string[] {
  return requests.map((text) => fillText(textTemplate(text), bound));
}
