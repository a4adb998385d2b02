import type { Definition } from '../../analyze/analyze/index.js';
import type { Plan } from '../../base/model/index.js';
import { readDefinition, resumePlan, type DriverFailure, type ResumeEvent } from '../../driver/index.js';
import type { Drift } from '../../plan/plan/index.js';
import { describeDrift, describeDriverFailure, number } from '../../report/index.js';
import type { GraphInvocation } from '../command.js';
import { followingOf, sayPlan } from '../planning.js';
import { readPlanFrom } from '../read_plan.js';
import { warnOfArgs } from '../secrets.js';
import { listed, siteOf, tell } from '../session.js';
import { withWorkshop, type Workshop } from '../workshop.js';

export async function runExec(invocation: GraphInvocation): Promise<number> {
  const { args, context, usageError } = invocation;
  const [file = '-', ...rest] = args;
  if (rest.length > 0) return usageError(`unexpected argument ${JSON.stringify(rest[0])}; name one plan`);
  if (args.length === 0 && context.stdinIsTty) return usageError('no plan; name a file or pipe a plan in');
  const definition = readDefinition(siteOf(invocation));
  if (!definition.ok) return tell(invocation, definition.error);
  return withWorkshop(invocation, async (workshop) => {
    const plan = await readPlanFrom(file, invocation);
    return plan.ok ? runPlan(plan.value, definition.value, invocation, workshop) : plan.error;
  });
}

/** Runs the rest of a plan if it is up to date; otherwise `--on-drift` decides. */
async function runPlan(
  plan: Plan,
  definition: Definition,
  invocation: GraphInvocation,
  { catalog, runWork }: Workshop,
): Promise<number> {
  const { onDrift, quiet, allowForeignExecutables } = invocation.options;
  const work = await resumePlan(plan, siteOf(invocation), catalog, {
    ...followingOf(invocation),
    onDrift,
    definition,
    allowForeignExecutables: allowForeignExecutables,
    onResume: (event) => {
      if (!quiet) sayResume(event, invocation);
    },
  });
  if (!work.ok) return tellUnrunnable(work.error, invocation);
  warnOfArgs(work.value.tasks, invocation);
  return runWork(work.value);
}

/** Reports why a plan is not run, and what to do. @returns the exit code */
function tellUnrunnable(failures: readonly DriverFailure[], invocation: GraphInvocation): number {
  const lines = listed(failures.map((failed) => `  ${describeDriverFailure(failed)}`));
  switch (failures[0]?.stage) {
    case 'drift':
      return invocation.refuse(
        `the plan is out of date:\n${lines}\n` +
          'plan again, or pass --on-drift=replan to build the same partitions by a new plan, or --on-drift=ignore to run this plan as it is',
      );
    case 'foreign':
      return invocation.refuse(
        `${listed(failures.map(describeDriverFailure))}\n` +
          'plan again, or, if you trust the plan, run it with --allow-foreign-executables',
      );
    default:
      return tell(invocation, failures);
  }
}

function sayResume(event: ResumeEvent, invocation: GraphInvocation): void {
  const { messages } = invocation;
  switch (event.type) {
    case 'drifted':
      messages.line(
        event.onDrift === 'replan'
          ? `planning again, because the plan is out of date:\n${movedLines(event.drift)}`
          : `running the plan although it is out of date:\n${movedLines(event.drift)}`,
      );
      break;
    case 'replanned':
      sayPlan(event.plan, invocation);
      break;
    case 'resumed':
      messages.line(`${number(event.done)} of ${number(event.tasks)} tasks of the plan are already done`);
      break;
  }
}

function movedLines(drift: readonly Drift[]): string {
  return listed(drift.map((each) => `  ${describeDrift(each)}`));
}
