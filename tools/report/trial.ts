import type { CheckDone, Checked, FolderChange, TrialProblem } from '../driver/trial/index.js';
import { unreachable } from '../base/model/index.js';
import { describeDriverFailure } from './driver_failures.js';
import { describeCode } from './error_codes.js';
import { firstLines } from './listed.js';
import { count } from './numbers.js';
import { name } from './show.js';
import { describeTaskChange } from './task_changes.js';

/** How many problems of one check, and how many changes of one problem, are listed. */
const PROBLEMS_SHOWN = 10;

const CHECKS: Readonly<Record<Checked, (number: number) => string>> = {
  answer: (refs) => `configure answers for ${count(refs, 'ref')}`,
  again: () => 'configure gives the same answer again',
  grouping: (calls) => `configure gives the same answer in ${count(calls, 'other grouping')} of the refs`,
  run: (tasks) => `run makes ${count(tasks, 'task')}`,
  rerun: () => 'a second run changes nothing',
  'bad-refs': (refs) => `${count(refs, 'bad ref')}: refused or not made`,
};

/** A line for a check of a job, with what is wrong below it. */
export function describeCheck({ checked, count: number, problems }: CheckDone): string {
  const head = `${problems.length === 0 ? 'ok    ' : 'FAILED'}  ${CHECKS[checked](number)}`;
  const below = firstLines(problems.map(describeTrialProblem), PROBLEMS_SHOWN, 'problem');
  const lines = below.flatMap((text) => text.split('\n'));
  return [head, ...lines.map((line) => `        ${line}`)].join('\n');
}

function describeTrialProblem(problem: TrialProblem): string {
  switch (problem.reason) {
    case 'failed':
      return describeDriverFailure(problem.failure);
    case 'config-differs':
      return (
        `${name(problem.ref)} has another config if it is asked for ${ASKED[problem.grouping]}; ` +
        'a ref must always have the same config\n' +
        firstLines(
          problem.changes.map((change) => `  ${describeTaskChange(change)}`),
          PROBLEMS_SHOWN,
          'change',
        ).join('\n')
      );
    case 'answer-fails':
      return `it fails if the refs are asked for ${ASKED[problem.grouping]}: ${describeDriverFailure(problem.failure)}`;
    case 'fixture-not-copied':
      return `the fixture ${name(problem.path)} could not be copied: ${describeCode(problem.code)}`;
    case 'nothing-written':
      return 'run wrote nothing into the data directory; list the files that it makes in "files", or give the job a "check" that looks at its outputs';
    case 'file-missing':
      return `${name(problem.path)} does not exist after the run; make run write it, or take it off "files"`;
    case 'fixture-changed':
      return `run changed the fixture ${name(problem.path)}; a job must not write to its inputs`;
    case 'files-differ':
      return (
        'other files than after the first run; make run overwrite its outputs with the same result, or compare only names (same = "names")\n' +
        firstLines(
          problem.changes.map((change) => `  ${describeFolderChange(change)}`),
          PROBLEMS_SHOWN,
          'file',
        ).join('\n')
      );
    case 'digest-differs':
      return `the digest of ${name(problem.ref)} was ${name(problem.old)}, and is ${name(problem.new)} after the second run; leave out of a digest what differs in every run`;
    case 'bad-ref-made':
      return `${name(problem.ref)} was made; let configure refuse it (exit code 2), or run fail`;
    case 'bad-ref-breaks':
      return `configure does not refuse ${name(problem.ref)}, but breaks; print the reason on standard error and exit with 2: ${describeDriverFailure(problem.failure)}`;
    default:
      return unreachable(problem);
  }
}

const ASKED = { again: 'again', 'in reverse': 'with the others in reverse', alone: 'alone' } as const;

function describeFolderChange({ path, change }: FolderChange): string {
  return `${name(path)} was ${change}`;
}
