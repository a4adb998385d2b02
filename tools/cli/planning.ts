import type { CatalogView } from '../catalog/index.js';
import type { JobGraph, PartitionRef, Plan } from '../base/model/index.js';
import { plan, type PlanRequest } from '../plan/plan/index.js';
import { describePlan, describePlanFailure, exitCodeOfPlanFailure } from '../report/index.js';
import { analyzeRefs } from './analysis.js';
import { count } from './catalog_session.js';
import type { GraphInvocation } from './command.js';
import { secretsOf } from './secrets.js';
import { fail, refsOf } from './session.js';
import { workMeter } from './work_meter.js';

/** What a plan is asked for: partitions, and how. */
export interface Asked {
  readonly refs: readonly PartitionRef[];
  readonly request: PlanRequest;
}

/**
 * Reads what the command line asks for. What is forced need not be named again: where there are no other refs, it is
 * what is asked for.
 *
 * @returns nothing, after saying what is wrong with it
 */
export async function readAsked(invocation: GraphInvocation): Promise<Asked | undefined> {
  const { args, options } = invocation;
  const forced = async (texts: readonly string[]): Promise<PartitionRef[] | undefined> =>
    texts.length === 0 ? [] : refsOf({ ...invocation, args: texts });
  const force = await forced(options.force);
  if (force === undefined) return undefined;
  const forceDownstream = await forced(options.forceDownstream);
  if (forceDownstream === undefined) return undefined;
  const request = { validity: options.validity, force, forceDownstream };
  if (args.length === 0 && force.length + forceDownstream.length > 0) {
    return { refs: [...new Set([...force, ...forceDownstream])], request };
  }
  const refs = await refsOf(invocation);
  return refs && { refs, request };
}

/** A plan, and the whole graph that it was made of. */
export interface Planned {
  readonly plan: Plan;
  readonly graph: JobGraph;
}

/** Analyzes and plans, telling people how it goes and what failed. @returns the plan, or the exit code */
export async function planRefs(
  asked: Asked,
  invocation: GraphInvocation,
  catalog: CatalogView,
): Promise<Plan | number> {
  const planned = await planGraph(asked, invocation, catalog);
  return typeof planned === 'number' ? planned : planned.plan;
}

/** The same, with the graph. */
export async function planGraph(
  { refs, request }: Asked,
  invocation: GraphInvocation,
  catalog: CatalogView,
): Promise<Planned | number> {
  const graph = await analyzeRefs(refs, invocation);
  if (typeof graph === 'number') return graph;
  const { descriptor, messages, options } = invocation;
  const meter = workMeter(invocation, false);
  meter.begin(`planning ${count(graph.tasks.length, 'task')}`);
  const planned = await plan(graph, request, { catalog, jobs: descriptor.jobs, secrets: secretsOf(invocation) });
  meter.end();
  if (!planned.ok) return fail(invocation, planned.error, describePlanFailure, exitCodeOfPlanFailure);
  if (!options.quiet) messages.line(describePlan(planned.value));
  return { plan: planned.value, graph };
}
