import { askAll, type Answer, type AskOptions } from '../ask/index.js';
import { explainShape, type ShapeProblem } from '../../base/json/index.js';
import {
  err,
  isLookupAnswer,
  lookupAnswerSchema,
  ok,
  resolveLabel,
  type GraphDescriptor,
  type LookupAnswer,
  type PartitionRef,
  type Result,
} from '../../base/model/index.js';
import type { Placement } from './placement.js';
import type { LookupFailure } from './failure.js';

/**
 * Calls the graph's lookup program to find the job of each ref.
 *
 * @param executable its runfiles path
 */
export async function placeByProgram(
  executable: string,
  refs: readonly PartitionRef[],
  descriptor: GraphDescriptor,
  ask: AskOptions,
): Promise<Placement> {
  const placed = new Map<string, PartitionRef[]>(descriptor.jobs.map((job) => [job.label, []]));
  const failures: LookupFailure[] = [];
  const question = {
    what: 'lookup',
    label: descriptor.label,
    executable,
    worker: descriptor.workers?.includes('lookup') ?? false,
    refs,
    refsFrom: 'args',
    validate: checkShape,
  } as const;
  const [answers = []] = await askAll([question], ask);
  for (const answer of answers) {
    if (answer.outcome.ok) placeBatch(answer.refs, answer.outcome.value, descriptor, placed, failures);
    else failures.push(answer.outcome.error);
  }
  return { placed, failures };
}

function checkShape(answer: unknown): Result<LookupAnswer, ShapeProblem> {
  if (isLookupAnswer(answer)) return ok(answer);
  const checked = lookupAnswerSchema().safeParse(answer);
  return checked.success ? ok(checked.data) : err(explainShape(checked.error, answer));
}

/** Reads the answer of one process. Every ref that it was called with must be in it once, under a job of the graph. */
function placeBatch(
  refs: Answer<unknown>['refs'],
  answer: LookupAnswer,
  descriptor: GraphDescriptor,
  placed: Map<string, PartitionRef[]>,
  failures: LookupFailure[],
): void {
  const lookup = descriptor.label;
  const positionOf = positionsOf(refs);
  /** The label of the job of each ref. */
  const given: (string | undefined)[] = refs.map(() => undefined);

  for (const [label, listed] of Object.entries(answer)) {
    const resolved = resolveLabel(label, descriptor);
    const job = resolved.ok ? resolved.value : label;
    if (!resolved.ok || !placed.has(job)) {
      const known = descriptor.jobs.map((candidate) => candidate.label);
      const target = resolved.ok ? resolved.value : resolved.error;
      failures.push({ reason: 'lookup-unknown-job', lookup, label, resolved: target, refs: listed, known });
    }
    const unasked: string[] = [];
    for (const ref of listed) {
      const position = positionOf(ref);
      if (position === undefined) {
        unasked.push(ref);
        continue;
      }
      const before = given[position];
      if (before === undefined) given[position] = job;
      else failures.push({ reason: 'lookup-ref-twice', lookup, ref: ref as PartitionRef, jobs: [before, job] });
    }
    if (unasked.length > 0) failures.push({ reason: 'lookup-ref-unasked', lookup, job: label, refs: unasked });
  }

  const missing: PartitionRef[] = [];
  for (const [position, ref] of refs.entries()) {
    const job = given[position];
    if (job === undefined) missing.push(ref);
    else placed.get(job)?.push(ref);
  }
  if (missing.length > 0) failures.push({ reason: 'lookup-ref-missing', lookup, refs: missing });
}

/**
 * Returns a function that finds the position of a text among the refs. Most answers list the refs in the order given,
 * so the next ref is tried before an index is built.
 */
function positionsOf(refs: readonly PartitionRef[]): (text: string) => number | undefined {
  let index: Map<string, number> | undefined;
  let next = 0;
  return (text) => {
    if (refs[next] === text) return next++;
    index ??= new Map(refs.map((ref, position) => [ref, position]));
    const position = index.get(text);
    if (position !== undefined) next = position + 1;
    return position;
  };
}
