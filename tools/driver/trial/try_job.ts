import type { PartitionRef, Result } from '../../base/model/index.js';
import type { BuildSettings } from '../builder.js';
import { configureRefs } from '../calls.js';
import type { DriverFailure } from '../failure.js';
import type { Cancel, JobSite } from '../site.js';
import { checkAnswers } from './configure_checks.js';
import { layFixtures } from './lay_fixtures.js';
import type { CheckDone, TrialProblem } from './problem.js';
import { checkRuns, openRunner, type Runner } from './run_checks.js';
import type { Trial } from './trial.js';

export interface TrialDeps {
  /** Its data directory exists and is empty. */
  readonly site: JobSite;
  readonly settings: BuildSettings;
  readonly cancel: Cancel;
  /** Whether a job that fails like this refuses its refs, and is not broken. */
  readonly refuses: (failure: DriverFailure) => boolean;
}

/**
 * Checks a job by what it must do: `configure` answers by the schemas, twice the same and in any grouping; `run` works in
 * an empty directory with fixtures, makes what it should and is idempotent; bad refs are refused.
 *
 * A check that depends on one that failed is left out.
 */
export async function* tryJob(trial: Trial, deps: TrialDeps): AsyncGenerator<CheckDone> {
  const { site, settings, cancel } = deps;
  const { refs, badRefs } = trial;
  const answer = await configureRefs(refs, site, cancel.signal);
  yield { checked: 'answer', count: refs.length, problems: problemsOf(answer) };
  if (!answer.ok) return;
  const configs = answer.value;
  yield* checkAnswers(refs, configs, site, cancel.signal);

  const unlaid = await layFixtures(trial, site);
  const opened = await openRunner(trial.label, site, settings, cancel);
  if (!opened.ok || unlaid.length > 0) {
    yield { checked: 'run', count: configs.length, problems: [...unlaid, ...problemsOf(opened)] };
    return;
  }
  await using runner = opened.value;
  yield* checkRuns(trial, configs, runner, site);
  if (badRefs.length === 0) return;
  const problems: TrialProblem[] = [];
  for (const ref of badRefs) problems.push(...(await problemsOfBadRef(ref, runner, deps)));
  yield { checked: 'bad-refs', count: badRefs.length, problems };
}

async function problemsOfBadRef(
  ref: PartitionRef,
  runner: Runner,
  { site, cancel, refuses }: TrialDeps,
): Promise<TrialProblem[]> {
  const answer = await configureRefs([ref], site, cancel.signal);
  if (!answer.ok) {
    return answer.error
      .filter((failure) => !refuses(failure))
      .map((failure) => ({ reason: 'bad-ref-breaks', ref, failure }));
  }
  const made = await runner.run(answer.value);
  return made.ok ? [{ reason: 'bad-ref-made', ref }] : [];
}

function problemsOf(result: Result<unknown, DriverFailure[]>): TrialProblem[] {
  return result.ok ? [] : result.error.map((failure) => ({ reason: 'failed', failure }));
}
