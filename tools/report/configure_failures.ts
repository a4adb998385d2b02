import type { ClaimingConfig, ConfigureFailure, RefInTwoConfigs } from '../analyze/configure/index.js';
import { describeRefProblem, unreachable } from '../base/model/index.js';
import { describeAskFailure, exitCodeOfAskFailure } from './ask_failures.js';
import { list, name, type ExitCode } from './show.js';

/** Explains why a job could not be configured. */
export function describeConfigureFailure(failure: ConfigureFailure): string {
  if ('asked' in failure) return describeAskFailure(failure);
  switch (failure.reason) {
    case 'configure-ref-missing':
      return `${name(failure.job)} configured no output for ${list(failure.refs)}; each ref that configure is given must be in exactly one config's "outputs"`;
    case 'template-no-pattern': {
      const { job, refs, makes } = failure;
      return `${name(job)} does not make ${list(refs)}; check the spelling, or add a pattern to its makes (${list(makes)})`;
    }
    case 'template-input-unfit': {
      const { job, text, refs, problem } = failure;
      return `input "${name(text)}" of ${name(job)}, filled in for ${list(refs)}, is not a valid ref: it ${describeRefProblem(problem)}`;
    }
    case 'ref-in-two-configs':
      return describeTwoConfigs(failure);
    default:
      return unreachable(failure);
  }
}

/** A ref that a template does not fit is the caller's mistake; a program that misbehaves is not. */
export function exitCodeOfConfigureFailure(failure: ConfigureFailure): ExitCode {
  if ('asked' in failure) return exitCodeOfAskFailure(failure);
  return failure.reason === 'template-no-pattern' || failure.reason === 'template-input-unfit' ? 2 : 1;
}

function describeTwoConfigs({ refs, first, second }: RefInTwoConfigs): string {
  const jobs =
    first.job === second.job
      ? `two configs of ${name(first.job)}`
      : `configs of ${name(first.job)} and ${name(second.job)}`;
  return `${list(refs)} ${refs.length === 1 ? 'is an output' : 'are outputs'} of ${jobs}; only one may make it${config(first)}${config(second)}`;
}

function config({ job, outputs, args }: ClaimingConfig): string {
  const shown =
    args.length === 0
      ? 'no args'
      : `args ${args
          .slice(0, 8)
          .map((arg) => name(JSON.stringify(arg)))
          .join(' ')}`;
  return `\n  ${name(job)}: outputs ${list(outputs)}; ${shown}`;
}
