import type { PlannedTask } from '../base/model/index.js';
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
  /** The smallest number of slices of which each fits. */
  readonly slices: number;
}

/** @returns undefined if the plan fits into the limits */
export function excessOf(units: Units, limits: Limits): Excess | undefined {
  const sizes = { units: units.units.length, stages: units.stages.length };
  for (const what of ['units', 'stages'] as const) {
    const limit = limits[what];
    if (limit === undefined || sizes[what] <= limit) continue;
    return { what, has: sizes[what], limit, slices: slicesNeeded(units, limits) };
  }
  return undefined;
}

function slicesNeeded(units: Units, limits: Limits): number {
  let of = Math.max(2, Math.ceil(weights(units, limits).reduce((sum, weight) => sum + weight, 0)));
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
  const each = weights(units, limits);
  const total = each.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return Int32Array.from(each, (weight) => {
    sum += weight;
    return Math.min(of - 1, Math.floor(((sum - weight / 2) / total) * of));
  });
}

/** How much of the limits each unit takes. Without limits, all are equal. */
function weights({ units }: Pick<Units, 'units'>, limits: Limits): Float64Array {
  const ofUnit = limits.units === undefined && limits.stages !== undefined ? 0 : 1 / (limits.units ?? 1);
  const ofStage = 1 / (limits.stages ?? Infinity);
  return Float64Array.from(units, ({ stage }, position) =>
    stage === units[position - 1]?.stage ? ofUnit : ofUnit + ofStage,
  );
}
