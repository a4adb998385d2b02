import { changesIn, type RunEnd } from '../builds/index.js';
import type { PlanChanges } from './plan_changes.js';
import type { RequestProblem, RequestRow } from './request.js';
import type { Changes } from './request_store.js';
import type { Step } from './states.js';

/** A plan whose runs are interrupted this often in a row does not run any more. */
const MOST_INTERRUPTIONS = 3;

/** A step of a request, and what it writes down. */
export interface RequestStep {
  readonly step: Step;
  readonly set: Changes;
}

/** What follows from the end of a run. */
export function stepAfter(
  row: Pick<RequestRow, 'cancel_signals' | 'plan_run' | 'drifts' | 'interruptions'>,
  { outcome, stderrTail, end, build }: Pick<RunEnd, 'outcome' | 'stderrTail' | 'end' | 'build'>,
): RequestStep {
  const detail = lastLines(stderrTail);
  switch (outcome) {
    case 'succeeded':
      return { step: 'succeed', set: { problem: null } };
    case 'failed':
      return { step: 'fail', set: { problem: problemText({ reason: 'build-failed', detail }) } };
    case 'cancelled':
      return { step: 'end-cancelled', set: {} };
    case 'refused':
      return { step: 'refuse', set: { problem: problemText({ reason: 'build-refused', detail }) } };
    case 'drifted': {
      if (row.cancel_signals > 0) return { step: 'end-cancelled', set: {} };
      const none: PlanChanges = { causes: changesIn(stderrTail), added: 0, removed: 0, changed: 0, first: [] };
      const changes = JSON.stringify(none);
      return { step: 'drift', set: { changes, previous_run: row.plan_run, drifts: row.drifts + 1 } };
    }
    case 'interrupted': {
      if (row.cancel_signals > 0) return { step: 'end-cancelled', set: {} };
      // A service that is killed before its process has the whole plan ends that process, too. This says nothing about the build.
      const isNeverBegun = end === undefined && build === undefined;
      const interruptions = row.interruptions + (isNeverBegun ? 0 : 1);
      if (isNeverBegun || interruptions < MOST_INTERRUPTIONS) return { step: 'interrupt', set: { interruptions } };
      const problem = {
        reason: 'build-interrupted',
        detail: `the build was killed ${String(interruptions)} times; check the memory of the machine, then retry. ${detail}`,
      };
      return { step: 'fail', set: { interruptions, problem: problemText(problem) } };
    }
  }
}

/** The text of a problem in the row of a request. */
export function problemText(problem: RequestProblem): string {
  const { reason, detail } = problem;
  return JSON.stringify({ reason, detail });
}

const SHOWN_LINES = 20;

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}
