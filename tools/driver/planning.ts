import { analyzeTasks, jobGraphOf, type Analysis, type AnalyzeEvent } from '../analyze/analyze/index.js';
import { err, ok, type JobGraph, type PartitionRef, type Plan, type Result } from '../base/model/index.js';
import type { CatalogView } from '../catalog/index.js';
import { plan, type KeptText, type PlanRequest } from '../plan/plan/index.js';
import { openAsking } from './calls.js';
import { readDefinition } from './code.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { GraphSite } from './site.js';
import { speculationOf } from './speculation.js';

/** The progress of an analysis and the planning after it. */
export type PlanningEvent =
  | AnalyzeEvent
  /** The whole graph is known, and is now compared with the catalog. */
  | { readonly type: 'planning'; readonly tasks: number }
  | { readonly type: 'planned' };

/** Observes an analysis, and ends it early. */
export interface Following {
  readonly signal: AbortSignal;
  readonly emit?: ((event: PlanningEvent) => void) | undefined;
}

/**
 * Every task needed to make the refs from nothing.
 *
 * @param catalog saves calls of programs if it has recorded what the refs were made from; the result is the same without it
 */
export async function analyzeRefs(
  refs: readonly PartitionRef[],
  site: GraphSite,
  following: Following,
  catalog?: CatalogView,
): Promise<Result<JobGraph, DriverFailure[]>> {
  const analysis = await analyzeSite(refs, site, following, catalog);
  return analysis.ok ? ok(jobGraphOf(analysis.value)) : analysis;
}

async function analyzeSite(
  refs: readonly PartitionRef[],
  site: GraphSite,
  { signal, emit }: Following,
  catalog?: CatalogView,
): Promise<Result<Analysis, DriverFailure[]>> {
  const definition = readDefinition(site);
  if (!definition.ok) return definition;
  await using asking = openAsking(site, signal);
  const analyzed = await analyzeTasks(refs, {
    descriptor: site.descriptor,
    definition: definition.value,
    ask: asking.ask,
    speculation: catalog && speculationOf(site, catalog, asking.askAhead),
    ...(emit !== undefined && { emit }),
  });
  return analyzed.ok ? analyzed : err(failuresAt('analyze', analyzed.error));
}

/** What to plan: partitions, and how. */
export interface Wanted {
  readonly refs: readonly PartitionRef[];
  readonly request: PlanRequest;
  /** Keeps the text of the plan, for a caller that writes it. */
  readonly text?: KeptText | undefined;
}

/** A plan, and the analysis of the whole graph that it was made from. */
export interface Planned {
  readonly plan: Plan;
  readonly analysis: Analysis;
}

/** Analyzes the refs, then leaves out what the catalog proves valid. */
export async function planRefs(
  { refs, request, text }: Wanted,
  site: GraphSite,
  catalog: CatalogView,
  following: Following,
): Promise<Result<Planned, DriverFailure[]>> {
  const analysis = await analyzeSite(refs, site, following, catalog);
  if (!analysis.ok) return analysis;
  const { descriptor, secrets } = site;
  following.emit?.({ type: 'planning', tasks: analysis.value.size });
  const planned = await plan(analysis.value, request, { catalog, jobs: descriptor.jobs, secrets, text });
  following.emit?.({ type: 'planned' });
  return planned.ok ? ok({ plan: planned.value, analysis: analysis.value }) : err(failuresAt('plan', planned.error));
}
