import type { AskOptions } from '../ask/index.js';
import { Claims, Configs } from '../configure/index.js';
import type { LookupFailure } from '../lookup/index.js';
import {
  err,
  ok,
  PLAN_SCHEMA_VERSION,
  type GraphDescriptor,
  type JobGraph,
  type PartitionRef,
  type Result,
} from '../../base/model/index.js';
import { jobGraphOf, type Analysis } from './analysis.js';
import { Answers } from './answers.js';
import { claimWave } from './claim_wave.js';
import type { Definition } from './definition.js';
import { linkTasks } from './edges.js';
import type { AnalyzeEvent } from './events.js';
import type { AnalyzeFailure } from './failure.js';
import { Offers } from './offers.js';
import { Speculation, type SpeculationDeps } from './speculation.js';
import { numberTasks } from './tasks.js';

type RefsMissing = Extract<LookupFailure, { reason: 'lookup-ref-missing' }>;

export interface AnalyzeDeps {
  readonly descriptor: GraphDescriptor;
  readonly definition: Definition;
  readonly ask: AskOptions;
  /** How to ask programs ahead of the waves; left out: each wave asks them. The result is the same. */
  readonly speculation?: SpeculationDeps | undefined;
  readonly emit?: (event: AnalyzeEvent) => void;
}

/** Finds every task that is needed to make the refs if nothing exists yet, as a job graph. */
export async function analyze(
  refs: readonly PartitionRef[],
  deps: AnalyzeDeps,
): Promise<Result<JobGraph, AnalyzeFailure[]>> {
  const analysis = await analyzeTasks(refs, deps);
  return analysis.ok ? ok(jobGraphOf(analysis.value)) : analysis;
}

/**
 * Finds every task that is needed to make the refs if nothing exists yet.
 *
 * It works in waves. The refs of a wave are looked up together, and each job is called once for all of its refs. The
 * materialize inputs that no config makes yet are the next wave. A ref is looked up at most once, and not at all if an
 * answer about other refs contains its config. A config becomes a task only if one of its outputs is needed. A failure
 * does not stop the walk: all failures are returned together. The order of tasks and failures depends neither on the
 * speed of processes nor on the order of configs within an answer.
 *
 * @param refs duplicates count once
 */
export async function analyzeTasks(
  refs: readonly PartitionRef[],
  deps: AnalyzeDeps,
): Promise<Result<Analysis, AnalyzeFailure[]>> {
  const { descriptor, definition, ask, emit = () => undefined } = deps;
  const configs = new Configs();
  const claims = new Claims(configs);
  const outputs = refs.filter((ref) => claims.want(ref));
  const failures: AnalyzeFailure[] = [];
  /** Labels whose lookup or configure failed; they are not called again. */
  const broken = new Set<string>();

  const offers = new Offers(configs);
  const answers = new Answers({ descriptor, ask, configs });
  const speculation = deps.speculation && new Speculation(descriptor, configs, deps.speculation);
  const isReached = (ref: PartitionRef): boolean => claims.has(ref);
  let wanted: Wave = { refs: outputs, neededBy: [] };
  for (let wave = 1; wanted.refs.length > 0 && !broken.has(descriptor.label);) {
    const known = claims.size;
    const asked = wanted.refs.filter((ref) => !offers.has(ref));
    // Rare. The result must be that without speculation, so begin again without it.
    if (asked.some((ref) => answers.mayBeOffered(ref))) return analyzeTasks(refs, { ...deps, speculation: undefined });
    const unknown = asked.filter((ref) => !answers.has(ref));
    if (unknown.length > 0) {
      const expected = (await speculation?.expect(unknown, isReached)) ?? [];
      emit({ type: 'wave', wave: wave++, refs: unknown.length, expected: expected.length, tasks: known });
      if (expected.length > 0) await speculation?.ask([...unknown, ...expected], answers);
    }
    const { placed, failures: unplaced } = await answers.place(asked);
    const requests = descriptor.jobs.flatMap((job) => {
      const mine = broken.has(job.label) ? undefined : placed.get(job.label);
      return mine === undefined ? [] : [{ job, refs: mine }];
    });
    const configured = await answers.configure(requests);
    const unclaimed = claimWave(wanted.refs, configured, {
      jobs: descriptor.jobs,
      claims,
      offers,
      secrets: ask.secrets,
    });

    for (const failure of [...unplaced, ...unclaimed]) {
      if (failure.reason === 'ask-aborted') return err([failure]);
      if ('asked' in failure) broken.add(failure.asked.label);
      failures.push(failure.reason === 'lookup-ref-missing' ? withNeeds(failure, wanted, claims) : failure);
    }
    wanted = followInputs(claims, known);
  }

  const graph = linkTasks(claims, emit);
  failures.push(...graph.failures);
  if (failures.length > 0) return err(failures);
  const head = {
    schemaVersion: PLAN_SCHEMA_VERSION,
    graph: descriptor.label,
    graphDigest: definition.graphDigest,
    jobs: definition.jobs,
    outputs,
  } as const;
  return ok({ head, ...numberTasks(claims, graph, definition) });
}

/** The refs of a wave. */
interface Wave {
  readonly refs: readonly PartitionRef[];
  /** For each ref, the first claim that has it as an input; empty for the refs that the caller requested. */
  readonly neededBy: readonly number[];
}

/** Materialize inputs of the claims from number `first` on that no claim makes and that were not requested before. */
function followInputs(claims: Claims, first: number): Wave {
  const refs: PartitionRef[] = [];
  const neededBy: number[] = [];
  for (let number = first; number < claims.size; number++) {
    claims.wantInputsOf(number, (ref) => {
      refs.push(ref);
      neededBy.push(number);
    });
  }
  return { refs, neededBy };
}

/** Adds to each ref that no job makes the task that needs it. */
function withNeeds(failure: RefsMissing, wanted: Wave, claims: Claims): AnalyzeFailure {
  const missing = new Set(failure.refs);
  const refs = [];
  for (const [position, ref] of wanted.refs.entries()) {
    if (!missing.has(ref)) continue;
    const number = wanted.neededBy[position];
    refs.push(number === undefined ? { ref } : { ref, neededBy: claims.name(number) });
  }
  const { lookup: graph, patterns } = failure;
  return { reason: 'ref-not-placed', graph, refs, ...(patterns && { patterns }) };
}
