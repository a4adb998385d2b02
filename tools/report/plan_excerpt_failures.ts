import { unreachable } from '../base/model/index.js';
import type { PlanExcerptFailure } from '../plan/plan/index.js';
import { describeCode } from './error_codes.js';
import { firstLines } from './listed.js';
import { count, number } from './numbers.js';
import { describePlanFileFailure } from './plan_failures.js';
import { name, whole } from './show.js';

/** How many ids are listed before the rest is only counted. */
const IDS_SHOWN = 8;

/** Explains why tasks cannot be read from a plan. The message follows the name of the file. */
export function describePlanExcerptFailure(failure: PlanExcerptFailure): string {
  switch (failure.reason) {
    case 'plan-unreadable':
      return `cannot be read: ${describeCode(failure.code)}; name a file that the plan target wrote`;
    case 'plan-layout':
      return `line ${number(failure.line)} is not as the plan target writes it, with each task on a line of its own; plan again, or write the plan again with the merge target`;
    case 'plan-schema-version':
      return describePlanFileFailure(failure);
    case 'plan-cut-off':
      return failure.expected === undefined
        ? `its end is missing after ${count(failure.bytes, 'byte')}; copy it again`
        : `it has ${count(failure.bytes, 'byte')}, and its index says ${number(failure.expected)}; copy it again`;
    case 'plan-index-mismatch':
      return `its index ${whole(failure.index)} belongs to another plan or is damaged; copy the index again, or remove it`;
    case 'plan-tasks-unknown': {
      const [first = '', ...others] = failure.ids;
      if (others.length === 0) return `the plan has no task ${name(first)}; check the id, or plan again`;
      const lines = firstLines(failure.ids.map(name), IDS_SHOWN, 'id').map((line) => `\n  ${line}`);
      return `the plan does not have these tasks; check the ids, or plan again:${lines.join('')}`;
    }
    case 'plan-task-malformed':
      return `task ${name(failure.id)} is not valid; plan again`;
    default:
      return unreachable(failure);
  }
}
