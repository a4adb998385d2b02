import type { AskOptions } from '../ask/index.js';
import { Claims, configureWave } from '../configure/index.js';
import { place, type LookupFailure } from '../lookup/index.js';
import {
  err,
  ok,
  PLAN_SCHEMA_VERSION,
  type GraphDescriptor,
  type JobGraph,
  type PartitionRef,
  type Result,
} from '../../base/model/index.js';
import type { Definition } from './definition.js';
import { linkTasks } from './edges.js';
import type { AnalyzeEvent } from './events.js';
import type { AnalyzeFailure } from './failure.js';
import { writeTasks } from './tasks.js';

type RefsMissing = Extract<LookupFailure, { reason: 'lookup-ref-missing' }>;

export interface AnalyzeDeps {
  readonly descriptor: GraphDescriptor;
  readonly definition: Definition;
  readonly ask: AskOptions;
  readonly emit?: (event: AnalyzeEvent) => void;
}

/**
 * Finds every task that it takes to make some refs from nothing.
 *
 * Works in waves: the refs of a wave are looked up together, and each job is asked once for all of its refs; the
 * materialize inputs that nothing makes yet are the next wave. A ref is looked up at most once, and not at all when a
 * config made for other refs makes it too. What fails does not hide what else is wrong: the walk goes on with the rest,
 * and all failures come back together, in an order that does not depend on which process was faster.
 *
 * @param refs duplicates count once
 */
export async function analyze(
  refs: readonly PartitionRef[],
  deps: AnalyzeDeps,
): Promise<Result<JobGraph, AnalyzeFailure[]>> {
  const { descriptor, definition, ask, emit = () => undefined } = deps;
  const claims = new Claims();
  const outputs = refs.filter((ref) => claims.want(ref));
  const failures: AnalyzeFailure[] = [];
  /** Labels whose lookup or configure cannot be used: not asked again. */
  const broken = new Set<string>();

  let wanted: Wanted = { refs: outputs, neededBy: [] };
  for (let wave = 1; wanted.refs.length > 0 && !broken.has(descriptor.label); wave++) {
    const known = claims.all.length;
    emit({ type: 'wave', wave, refs: wanted.refs.length, tasks: known });
    const { placed, failures: unplaced } = await place(wanted.refs, { descriptor, ask });
    const requests = descriptor.jobs.flatMap((job) => {
      const mine = broken.has(job.label) ? undefined : placed.get(job.label);
      return mine === undefined ? [] : [{ job, refs: mine }];
    });
    const unconfigured = await configureWave(requests, claims, { ask });

    for (const failure of [...unplaced, ...unconfigured]) {
      if (failure.reason === 'ask-aborted') return err([failure]);
      if ('asked' in failure) broken.add(failure.asked.label);
      failures.push(failure.reason === 'lookup-ref-missing' ? withNeeds(failure, wanted, claims) : failure);
    }
    wanted = followInputs(claims, known);
  }

  const graph = linkTasks(claims, emit);
  failures.push(...graph.failures);
  if (failures.length > 0) return err(failures);
  return ok({
    schemaVersion: PLAN_SCHEMA_VERSION,
    graph: descriptor.label,
    graphDigest: definition.graphDigest,
    jobs: definition.jobs,
    outputs,
    tasks: writeTasks(claims, graph, definition),
  });
}

/** The refs of a wave. */
interface Wanted {
  readonly refs: readonly PartitionRef[];
  /** For each ref the first claim that has it as an input; empty for the refs that the caller asked for. */
  readonly neededBy: readonly number[];
}

/** Materialize inputs of the claims from number `first` on that nothing makes and nobody asked for so far. */
function followInputs(claims: Claims, first: number): Wanted {
  const refs: PartitionRef[] = [];
  const neededBy: number[] = [];
  for (let number = first; number < claims.all.length; number++) {
    for (const { depType, ref } of claims.get(number).config.inputs) {
      if (depType !== 'materialize' || !claims.want(ref)) continue;
      refs.push(ref);
      neededBy.push(number);
    }
  }
  return { refs, neededBy };
}

/** Says of refs that cannot be placed which task needs each of them. */
function withNeeds(failure: RefsMissing, wanted: Wanted, claims: Claims): AnalyzeFailure {
  const missing = new Set(failure.refs);
  const refs = [];
  for (const [position, ref] of wanted.refs.entries()) {
    if (!missing.has(ref)) continue;
    const number = wanted.neededBy[position];
    refs.push(number === undefined ? { ref } : { ref, neededBy: claims.name(number) });
  }
  return { reason: 'ref-not-placed', graph: failure.lookup, refs };
}
