import { callsOf } from '../analyze/analyze/index.js';
import { ok, type JobGraph, type PartitionRef, type Plan, type Result } from '../base/model/index.js';
import type { CatalogView } from '../catalog/index.js';
import {
  analyzeRefs,
  planRefs,
  type DriverFailure,
  type Following,
  type Planned,
  type PlanningEvent,
  type Wanted,
} from '../driver/index.js';
import { summarize } from '../plan/summary/index.js';
import { count, describeAnalyzeEvent, describeBackfill, describePlan } from '../report/index.js';
import { withCatalogView } from './catalog_session.js';
import type { GraphInvocation } from './command.js';
import { dimensionsOf } from './dimensions.js';
import { requestedRefs, selectionOf, typedRefs } from './requested.js';
import { warnOfArgs } from './secrets.js';
import { siteOf, tell } from './session.js';
import { workMeter } from './work_meter.js';

/**
 * Reads the refs of the command line, and how to plan them. Without other refs, the forced refs are the requested ones,
 * so that they need not be typed twice.
 *
 * @returns the exit code, after reporting what is wrong
 */
export async function readWanted(invocation: GraphInvocation): Promise<Result<Wanted, number>> {
  const { args, options } = invocation;
  const forced = async (texts: readonly string[]): Promise<Result<PartitionRef[], number>> =>
    texts.length === 0 ? ok([]) : typedRefs({ ...invocation, args: texts });
  const force = await forced(options.force);
  if (!force.ok) return force;
  const forceDownstream = await forced(options.forceDownstream);
  if (!forceDownstream.ok) return forceDownstream;
  const refresh = await forced(options.refresh);
  if (!refresh.ok) return refresh;
  const reread = await forced(options.reread);
  if (!reread.ok) return reread;
  const named = { force: force.value, forceDownstream: forceDownstream.value, refresh: refresh.value };
  const request = { validity: options.validity, ...named, refreshed: reread.value };
  const all = [...new Set(Object.values(named).flat())];
  if (args.length === 0 && all.length > 0 && selectionOf(invocation) === undefined) return ok({ refs: all, request });
  const refs = await requestedRefs(invocation);
  return refs.ok ? ok({ refs: refs.value, request }) : refs;
}

/** Analyzes and shows people the progress. */
export async function analyzeAloud(
  refs: readonly PartitionRef[],
  invocation: GraphInvocation,
  catalog?: CatalogView,
): Promise<Result<JobGraph, DriverFailure[]>> {
  const graph = await analyzeRefs(refs, siteOf(invocation), followingOf(invocation), catalog);
  if (graph.ok) warnOfArgs(graph.value.tasks, invocation);
  return graph;
}

/**
 * Analyzes the requested refs for a command that does not plan. The catalog saves calls of programs, unless that is switched
 * off: then it is not opened.
 *
 * @returns the exit code
 */
export async function withRequestedGraph(
  invocation: GraphInvocation,
  work: (graph: JobGraph) => Promise<number>,
): Promise<number> {
  const refs = await requestedRefs(invocation);
  if (!refs.ok) return refs.error;
  const analyzed = async (catalog?: CatalogView): Promise<number> => {
    const graph = await analyzeAloud(refs.value, invocation, catalog);
    return graph.ok ? work(graph.value) : tell(invocation, graph.error);
  };
  return invocation.options.speculation ? withCatalogView(invocation, analyzed) : analyzed();
}

/** Plans and shows people the progress and the result. */
export async function planAloud(
  wanted: Wanted,
  invocation: GraphInvocation,
  catalog: CatalogView,
): Promise<Result<Planned, DriverFailure[]>> {
  const planned = await planRefs(wanted, siteOf(invocation), catalog, followingOf(invocation));
  if (planned.ok) {
    warnOfArgs(callsOf(planned.value.analysis), invocation);
    sayPlan(planned.value.plan, invocation);
  }
  return planned;
}

export function sayPlan(plan: Plan, { messages, options }: GraphInvocation): void {
  if (!options.quiet) messages.line(describePlan(plan));
}

/** Says what a plan runs of a selection, by job and month. */
export function sayBackfill(plan: Plan, invocation: GraphInvocation): void {
  const { messages, options } = invocation;
  if (options.quiet || selectionOf(invocation) === undefined) return;
  for (const line of backfillLines(plan, invocation)) messages.line(line);
}

/** What a plan runs, by job and month. */
export function backfillLines(plan: Plan, invocation: GraphInvocation): string[] {
  const { descriptor, options } = invocation;
  return describeBackfill(summarize(plan, descriptor, dimensionsOf(options.match, invocation)));
}

/** Shows the progress of an analysis and the planning after it. */
export function followingOf(invocation: GraphInvocation): Following {
  const { cancellation, messages, options, profile } = invocation;
  const meter = workMeter(invocation, false);
  const emit = (event: PlanningEvent): void => {
    switch (event.type) {
      case 'planning':
        profile?.phase('compare with the catalog', { tasks: event.tasks });
        meter.begin(`planning ${count(event.tasks, 'task')}`);
        break;
      case 'planned':
        profile?.endPhase();
        meter.end();
        break;
      default:
        if (event.type === 'wave') profile?.phase(`wave ${String(event.wave)}`, { refs: event.refs });
        if (!options.quiet) messages.line(describeAnalyzeEvent(event));
    }
  };
  return { signal: cancellation.signal, emit };
}
