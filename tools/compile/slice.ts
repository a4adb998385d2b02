import type { JobDescriptor, PlannedTask } from '../base/model/index.js';
import type { Limits } from './target.js';
import type { Units } from './units.js';

/** One part of a plan. Part `number` (from 1) of `of` depends only on itself and on the parts before it. */
export interface Slice {
  readonly number: number;
  readonly of: number;
}

/** The tasks of a slice, in topological order. */
export function tasksOf({ number, of }: Slice, units: Units, limits: Limits): PlannedTask[] {
  const part = parts(units, limits, of);
  return units.units.filter((_, position) => part[position] === number - 1).flatMap(({ tasks }) => tasks);
}

/** What exceeds the limits of a target. */
export interface Excess {
  readonly what: 'units' | 'stages';
  readonly has: number;
  readonly limit: number;
  /** A number of slices of which each fits: the smallest, if no stage is divided. */
  readonly slices: number;
}

/**
 * @param units those of the plan, or of the slice
 * @param whole those of the plan
 * @returns undefined if the plan, or the slice, fits into the limits
 */
export function excessOf(units: Units, limits: Limits, whole: Units = units): Excess | undefined {
  const sizes = { units: units.units.length, stages: units.stages.length };
  for (const what of ['units', 'stages'] as const) {
    const limit = limits[what];
    if (limit === undefined || sizes[what] <= limit) continue;
    return { what, has: sizes[what], limit, slices: slicesNeeded(whole, limits) };
  }
  return undefined;
}

/** What is certain to exceed the limits of a target, going by the number of tasks alone. `slices`: are needed at least. */
export function excessOfTasks(
  tasks: number,
  jobs: readonly JobDescriptor[],
  { units: limit }: Limits,
): (Omit<Excess, 'what'> & { readonly what: 'tasks' }) | undefined {
  if (limit === undefined) return undefined;
  const batch = jobs.reduce((largest, job) => Math.max(largest, job.batch ?? 1), 1);
  const slices = Math.ceil(tasks / (limit * batch));
  return slices > 1 ? { what: 'tasks', has: tasks, limit: limit * batch, slices } : undefined;
}

function slicesNeeded(units: Units, limits: Limits): number {
  const { units: most = Infinity, stages: mostStages = Infinity } = limits;
  const least = Math.ceil(Math.max(units.units.length / most, units.stages.length / mostStages));
  if (fits(units, limits, least)) return least;
  const { total, capacity } = weights(units, limits);
  let of = Math.max(least + 1, Math.ceil(total / capacity));
  while (!fits(units, limits, of)) of++;
  return of;
}

function fits({ units }: Units, limits: Limits, of: number): boolean {
  const part = parts({ units }, limits, of);
  let begin = 0;
  let stages = 0;
  for (const [position, { stage }] of units.entries()) {
    if (part[position] !== part[begin]) [begin, stages] = [position, 0];
    if (position === begin || stage !== units[position - 1]?.stage) stages++;
    if (stages > (limits.stages ?? Infinity) || position - begin + 1 > (limits.units ?? Infinity)) return false;
  }
  return true;
}

/** The slice of each unit, from 0: equal parts of what the limits allow. */
function parts(units: Pick<Units, 'units'>, limits: Limits, of: number): Int32Array {
  const { each, total } = weights(units, limits);
  let sum = 0;
  let middle = 0;
  return Int32Array.from(each, (weight) => {
    // Units that take nothing stay with the one before.
    if (weight > 0) middle = sum + weight / 2;
    sum += weight;
    return Math.min(of - 1, Math.floor((middle * of) / total));
  });
}

interface Weights {
  readonly each: Float64Array;
  readonly total: number;
  /** What the limits allow. */
  readonly capacity: number;
}

/** How much of the limits each unit takes, in whole numbers, so that sums are exact. Without limits, all are equal. */
function weights({ units }: Pick<Units, 'units'>, limits: Limits): Weights {
  const { units: most, stages: mostStages } = limits;
  const ofUnit = most === undefined && mostStages !== undefined ? 0 : (mostStages ?? 1);
  const ofStage = mostStages === undefined ? 0 : (most ?? 1);
  const each = Float64Array.from(units, ({ stage }, position) =>
    stage === units[position - 1]?.stage ? ofUnit : ofUnit + ofStage,
  );
  const total = each.reduce((sum, weight) => sum + weight, 0);
  return { each, total, capacity: (most ?? 1) * (mostStages ?? 1) };
}
