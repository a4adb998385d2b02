import { err, type Plan, type Result } from '../base/model/index.js';
import { inputName, readInputBytes } from '../base/runtime/index.js';
import { readPlan } from '../plan/plan/index.js';
import { describePlanFileFailure, describeReadFailure } from '../report/index.js';
import type { GraphInvocation } from './command.js';
import { inputPlace } from './input_place.js';
import { workMeter } from './work_meter.js';

/** Reads a plan of this graph. @returns the exit code after reporting what is wrong with it */
export async function readPlanFrom(file: string, invocation: GraphInvocation): Promise<Result<Plan, number>> {
  const { descriptor, refuse, cancellation } = invocation;
  const place = inputPlace(invocation, file);
  const source = place === 'stdin' ? inputName(place) : file;
  const meter = workMeter(invocation, false);
  meter.begin(`reading ${source}`);
  const read = await readInputBytes(place, cancellation.signal, readPlan);
  meter.end();
  if (!read.ok) {
    return err(refuse(describeReadFailure(read.error)));
  }
  const plan = read.value;
  const edited = !plan.ok && plan.error.reason === 'plan-edited' ? plan.error : undefined;
  const graph = plan.ok ? plan.value.graph : (edited?.graph ?? descriptor.label);
  // A plan of another graph is reported first, even if it was also edited.
  if (graph !== descriptor.label) {
    return err(refuse(`${source} is a plan of ${graph}; this program runs plans of ${descriptor.label}`));
  }
  return plan.ok ? plan : err(refuse(`${source}: ${describePlanFileFailure(plan.error)}`));
}
