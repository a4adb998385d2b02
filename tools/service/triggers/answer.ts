import {
  compilePattern,
  describeRefProblem,
  err,
  matchPattern,
  ok,
  parseRef,
  requestedRefs,
  type PartitionRef,
  type Result,
  type TriggerDescriptor,
} from '../../base/model/index.js';
import { programInput, programVariables, type MatchedChange, type Payload } from './event.js';
import { askForRefs } from './ask_programs.js';
import type { Parts } from './parts.js';
import type { SourceFailure } from './problem.js';
import type { Answer, Question } from './question.js';

/** Finds what an event asks for: by the refs program of the trigger, by its `requests`, or by what is downstream. */
export async function answerEvent(parts: Parts, question: Question): Promise<Result<Answer, SourceFailure>> {
  const { program, trigger, key, payload } = question;
  if (payload.kind === 'poll' && 'refs' in payload) return checkRefs(payload.refs);
  if (trigger.refs !== undefined) {
    return askForRefs(parts, question, trigger.refs, {
      stdin: programInput(program.graph, trigger.name, key, payload),
      variables: programVariables(payload),
    });
  }
  if (trigger.requests !== undefined) return checkRefs(filledRequests(trigger, payload));
  return payload.kind === 'partitions' ? downstream(parts, payload.partitions) : ok({ reason: 'no-refs' });
}

/** The refs of `requests`, with the names of the slot, or of each partition, filled in. */
function filledRequests(trigger: TriggerDescriptor, payload: Payload): string[] {
  switch (payload.kind) {
    case 'slot':
      return requestedRefs(trigger, new Map(Object.entries(payload.local)));
    case 'partitions':
      return payload.partitions.flatMap(({ names }) => requestedRefs(trigger, new Map(Object.entries(names))));
    case 'event':
    case 'poll':
      return requestedRefs(trigger, new Map());
  }
}

function checkRefs(texts: readonly string[]): Result<Answer, SourceFailure> {
  const refs = new Set<PartitionRef>();
  for (const text of texts) {
    const ref = parseRef(text);
    if (!ref.ok) return err({ reason: 'bad-ref', ref: text, detail: describeRefProblem(ref.error) });
    refs.add(ref.value);
  }
  return ok(refs.size === 0 ? { reason: 'no-refs' } : { refs: [...refs] });
}

/**
 * Everything that exists and was made from the partitions, directly or not. The plan finds out what of it is stale, and what
 * would read other data than it did.
 */
async function downstream(
  { feed, limits }: Parts,
  changes: readonly MatchedChange[],
): Promise<Result<Answer, SourceFailure>> {
  const found = new Set<PartitionRef>();
  const reread = changes.map(({ ref }) => ref as PartitionRef);
  let step = reread;
  while (step.length > 0) {
    const readers = await feed.readersOf(step, limits.refs + 1);
    step = readers.filter((ref) => !found.has(ref));
    for (const ref of step) found.add(ref);
    if (found.size > limits.refs) return err({ reason: 'too-many-downstream', limit: limits.refs });
  }
  return ok(found.size === 0 ? { reason: 'nothing-downstream' } : { refs: [...found], reread });
}

/** The patterns of a trigger as a function: what a ref matches first, if anything. */
export function changeMatcher({ onPartitions = [] }: TriggerDescriptor): (ref: string) => MatchedChange | undefined {
  const patterns = onPartitions.map((text) => {
    const pattern = compilePattern(text);
    if (!pattern.ok) throw new Error(`the descriptor was not checked: ${text}`);
    return pattern.value;
  });
  return (ref) => {
    for (const pattern of patterns) {
      const names = matchPattern(pattern, ref);
      if (names !== undefined) return { ref, pattern: pattern.text, names: Object.fromEntries(names) };
    }
    return undefined;
  };
}
