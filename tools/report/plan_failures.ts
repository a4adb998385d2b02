import { describeUnfit, fieldPath, type JsonProblem } from '../base/json/index.js';
import { unreachable } from '../base/model/index.js';
import type { PlanFailure, PlanFileFailure } from '../plan/plan/index.js';
import { number } from './numbers.js';
import { list, name, type ExitCode } from './show.js';

/** Explains why a text is not a plan that can be run. The message follows the name of the file. */
export function describePlanFileFailure(failure: PlanFileFailure): string {
  switch (failure.reason) {
    case 'plan-not-json':
      return describeNotJson(failure.problem);
    case 'plan-schema-version': {
      const supported = String(failure.supported);
      return failure.found === ''
        ? `this is not a plan: it has no "schemaVersion"; make one with the graph's .plan target`
        : `the plan has schemaVersion ${name(failure.found)}, and this DataBuild reads ${supported}; run it with the DataBuild that made it, or plan again`;
    }
    case 'plan-is-job-graph':
      return `this is a job graph of ${name(failure.graph)}, not a plan; make a plan with the graph's .plan target`;
    case 'plan-bad-shape': {
      const { place, problem } = failure;
      const where = `line ${String(place.line)}, column ${String(place.column)}`;
      const field = problem.path.length === 0 ? '' : `, ${name(fieldPath(problem.path))}`;
      return `the plan is wrong at ${where}${field}: ${problem.message}${problem.found === '' ? '' : `; it is ${problem.found}`}`;
    }
    case 'plan-too-large':
      return `the plan has more than ${number(failure.maxLength)} characters, and line ${number(failure.line)} is not as DataBuild writes it; a plan of this size is read only with each task on a line of its own, as the graph's .plan target writes it: plan again`;
    case 'plan-edited':
      return `the plan was changed after it was made: it has the id ${name(failure.id.slice(0, 12))}…, and its content ${failure.content.slice(0, 12)}…; plan again, or, if the change is intended, write the plan again with the graph's .merge target`;
    case 'plan-task-twice':
      return `the plan has the task ${name(failure.id)} twice (${failure.jobs.map(name).join(' and ')}); keep one of them`;
    case 'plan-unknown-dependency':
      return `task ${failure.task} (${name(failure.job)}) depends on task ${name(failure.dependency)}, which is not in the plan; add that task, or remove it from "dependsOn"`;
    case 'plan-ref-in-two-tasks':
      return `${name(failure.ref)} is an output of the tasks ${list(failure.tasks)}; only one may make it`;
    case 'plan-cycle': {
      const steps = failure.path.map(({ id, job }) => `${id} (${name(job)})`);
      return `these tasks of the plan depend on each other: ${[...steps, failure.path[0]?.id ?? ''].join(' → ')}`;
    }
    default:
      return unreachable(failure);
  }
}

/** Explains why no plan can be made. */
export function describePlanFailure({ ref, option }: PlanFailure): string {
  return `--${option} ${name(ref)}: no requested partition needs it; request it as well, or drop the option`;
}

/** Forced refs come from the command line, so this is a usage error. */
export function exitCodeOfPlanFailure(_failure: PlanFailure): ExitCode {
  return 2;
}

/** A plan that cannot be read is wrong input. */
export function exitCodeOfPlanFileFailure(_failure: PlanFileFailure): ExitCode {
  return 2;
}

function describeNotJson(problem: JsonProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'the plan is empty; did the command that made it fail?';
    case 'not-utf8':
      return `the plan is not UTF-8 text: ${problem.excerpt}`;
    case 'text-before':
      return `there is text before the plan's JSON, on line ${String(problem.line)}: ${problem.excerpt}\n  the JSON begins on line ${String(problem.jsonLine)}; remove what is above it`;
    case 'text-after': {
      const where = `line ${String(problem.place.line)}, column ${String(problem.place.column)}`;
      return `there is text after the plan's JSON, at ${where}: ${problem.excerpt}; remove it`;
    }
    case 'malformed': {
      const where = `line ${String(problem.place.line)}, column ${String(problem.place.column)}`;
      return problem.truncated
        ? `the plan ends too early, at ${where}: ${problem.expected} is missing; was the file truncated?`
        : `the plan is not JSON, at ${where}: expected ${problem.expected} in ${problem.excerpt}`;
    }
    default:
      return `the plan cannot be kept as it is: ${describeUnfit(problem)}`;
  }
}
