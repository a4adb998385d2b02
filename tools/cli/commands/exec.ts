import type { Definition } from '../../analyze/analyze/index.js';
import { workOfPlan } from '../../exec/index.js';
import type { Plan } from '../../base/model/index.js';
import { foreignExecutables, readPlan, standingOfPlan, tasksLeft, withCodeOfNow } from '../../plan/plan/index.js';
import {
  describeDrift,
  describeForeignExecutable,
  describePlanFileFailure,
  describeReadFailure,
} from '../../report/index.js';
import { inputName, readInputBytes } from '../../base/runtime/index.js';
import type { GraphInvocation } from '../command.js';
import { definitionOf } from '../definition.js';
import { inputPlace } from '../input_place.js';
import { planRefs } from '../planning.js';
import { warnOfArgs } from '../secrets.js';
import { listed } from '../session.js';
import { workMeter } from '../work_meter.js';
import { withWorkshop, type Workshop } from '../workshop.js';

export async function runExec(invocation: GraphInvocation): Promise<number> {
  const { args, context, usageError } = invocation;
  const [file = '-', ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one plan`);
  if (args.length === 0 && context.stdinIsTty) return usageError('no plan; name a file or pipe a plan in');
  const definition = await definitionOf(invocation);
  if (definition === undefined) return 2;
  return withWorkshop(invocation, async (workshop) => {
    const plan = await readPlanFrom(file, invocation);
    return plan === undefined ? 2 : runPlan(plan, definition, invocation, workshop);
  });
}

/** @returns nothing, after saying what is wrong with the plan */
async function readPlanFrom(file: string, invocation: GraphInvocation): Promise<Plan | undefined> {
  const { descriptor, refuse, cancellation } = invocation;
  const place = inputPlace(invocation, file);
  const source = place === 'stdin' ? inputName(place) : file;
  const meter = workMeter(invocation, false);
  meter.begin(`reading ${source}`);
  const read = await readInputBytes(place, cancellation.signal, readPlan);
  meter.end();
  if (!read.ok) {
    refuse(describeReadFailure(read.error));
    return undefined;
  }
  const plan = read.value;
  const edited = !plan.ok && plan.error.reason === 'plan-edited' ? plan.error : undefined;
  const graph = plan.ok ? plan.value.graph : (edited?.graph ?? descriptor.label);
  // Whose plan it is matters more than whether someone changed it.
  if (graph !== descriptor.label) {
    refuse(`${source} is a plan of ${graph}; this program runs plans of ${descriptor.label}`);
    return undefined;
  }
  if (plan.ok) return plan.value;
  refuse(`${source}: ${describePlanFileFailure(plan.error)}`);
  return undefined;
}

/** Runs what is left of a plan, if it still stands, or as the user wants it. */
async function runPlan(
  plan: Plan,
  definition: Definition,
  invocation: GraphInvocation,
  { catalog, runWork }: Workshop,
): Promise<number> {
  const { descriptor, messages, options, refuse } = invocation;
  const { drift, done } = await standingOfPlan(plan, definition, catalog);
  const moved = listed(drift.map((each) => `  ${describeDrift(each)}`));
  if (drift.length > 0 && options.onDrift === 'refuse') {
    return refuse(
      `the plan is out of date:\n${moved}\n` +
        'plan again, or pass --on-drift=replan to build the same partitions by a new plan, or --on-drift=ignore to run this plan as it is',
    );
  }
  const say = (text: string): void => {
    if (!options.quiet) messages.line(text);
  };
  if (drift.length > 0 && options.onDrift === 'replan') {
    say(`planning again, because the plan is out of date:\n${moved}`);
    const forced = tasksLeft(plan, done).filter(({ reason }) => reason.kind === 'forced');
    const request = { validity: plan.validity, force: forced.flatMap(({ config }) => config.outputs) };
    const anew = await planRefs({ refs: plan.outputs, request }, invocation, catalog);
    if (typeof anew === 'number') return anew;
    return runWork(workOfPlan(anew));
  }
  if (drift.length > 0) say(`running the plan although it is out of date:\n${moved}`);
  if (done.size > 0) say(`${String(done.size)} of ${String(plan.tasks.length)} tasks of the plan are done already`);
  const tasks = withCodeOfNow(tasksLeft(plan, done), plan, definition);
  const foreign = options.allowForeignExecutables === true ? [] : foreignExecutables(tasks, descriptor.jobs);
  if (foreign.length > 0) {
    return refuse(
      `${listed(foreign.map(describeForeignExecutable))}\n` +
        'plan again, or, if you trust the plan, run it with --allow-foreign-executables',
    );
  }
  warnOfArgs(tasks, invocation);
  return runWork({ ...workOfPlan(plan, tasks), resumes: true });
}
